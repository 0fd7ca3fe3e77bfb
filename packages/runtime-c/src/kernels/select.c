// Declares every kernel of kernels.inc and picks the first that the CPU supports.
#include "kernels.h"

#define NUM_OF(list) (sizeof(list) / sizeof((list)[0]))

#define BGEMM(name, features, filter_block, pack, min_filters, pixel_block, run_cost) \
  bitplane_bgemm_fn name;                                                             \
  bitplane_bgemm_pack_fn pack;
#define BGEMM_SIGNS(name, features, filter_block, pack, min_filters, pixel_block, run_cost, signs) \
  BGEMM(name, features, filter_block, pack, min_filters, pixel_block, run_cost)                    \
  bitplane_bgemm_signs_fn signs;
#define IGEMM(name, features, filter_block, depth_unit, element_nbytes, signs, depthwise) \
  bitplane_igemm_fn name;                                                                 \
  bitplane_igemm_signs_fn signs;                                                          \
  bitplane_depthwise_fn depthwise;
#define THRESHOLD(name, features) bitplane_threshold_fn name;
#define FLOATS(name) extern const struct bitplane_floats_kernel name;
#include "kernels.inc"

const struct bitplane_bgemm_kernel bitplane_bgemm_kernels[] = {
#define BGEMM(name, features, filter_block, pack, min_filters, pixel_block, run_cost) \
  {#name, features, filter_block, min_filters, pixel_block, run_cost, pack, name, NULL},
#define BGEMM_SIGNS(name, features, filter_block, pack, min_filters, pixel_block, run_cost, signs) \
  {#name, features, filter_block, min_filters, pixel_block, run_cost, pack, name, signs},
#include "kernels.inc"
};
const size_t bitplane_num_bgemm_kernels = NUM_OF(bitplane_bgemm_kernels);

const struct bitplane_igemm_kernel bitplane_igemm_kernels[] = {
#define IGEMM(name, features, filter_block, depth_unit, element_nbytes, signs, depthwise) \
  {#name, features, filter_block, depth_unit, element_nbytes, name, signs, depthwise},
#include "kernels.inc"
};
const size_t bitplane_num_igemm_kernels = NUM_OF(bitplane_igemm_kernels);

const struct bitplane_threshold_kernel bitplane_threshold_kernels[] = {
#define THRESHOLD(name, features) {#name, features, name},
#include "kernels.inc"
};
const size_t bitplane_num_threshold_kernels = NUM_OF(bitplane_threshold_kernels);

const struct bitplane_floats_kernel* const bitplane_floats_kernels[] = {
#define FLOATS(name) &name,
#include "kernels.inc"
};
const size_t bitplane_num_floats_kernels = NUM_OF(bitplane_floats_kernels);

// Each loop ends: the last line of a list asks for nothing.
const struct bitplane_bgemm_kernel* bitplane_select_bgemm(uint32_t cpu_features, size_t num_filters) {
  const struct bitplane_bgemm_kernel* kernel = bitplane_bgemm_kernels;
  while ((kernel->cpu_features & ~cpu_features) != 0 || num_filters < kernel->min_filters) kernel++;
  return kernel;
}

const struct bitplane_igemm_kernel* bitplane_select_igemm(uint32_t cpu_features) {
  const struct bitplane_igemm_kernel* kernel = bitplane_igemm_kernels;
  while ((kernel->cpu_features & ~cpu_features) != 0) kernel++;
  return kernel;
}

const struct bitplane_threshold_kernel* bitplane_select_threshold(uint32_t cpu_features) {
  const struct bitplane_threshold_kernel* kernel = bitplane_threshold_kernels;
  while ((kernel->cpu_features & ~cpu_features) != 0) kernel++;
  return kernel;
}

const struct bitplane_floats_kernel* bitplane_select_floats(uint32_t cpu_features) {
  const struct bitplane_floats_kernel* const* kernel = bitplane_floats_kernels;
  // NOLINTNEXTLINE(clang-analyzer-core.NullDereference)
  while (((*kernel)->cpu_features & ~cpu_features) != 0) kernel++;
  return *kernel;
}

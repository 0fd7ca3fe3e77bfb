// As select.c for kernels of float products: a file of its own, since a library without float convolutions has none.
#include "kernels.h"

#define FGEMM(name, features, filter_block, depthwise) \
  bitplane_fgemm_fn name;                              \
  bitplane_depthwise_fn depthwise;
#include "kernels.inc"

const struct bitplane_fgemm_kernel bitplane_fgemm_kernels[] = {
#define FGEMM(name, features, filter_block, depthwise) {#name, features, filter_block, name, depthwise},
#include "kernels.inc"
};
const size_t bitplane_num_fgemm_kernels = sizeof bitplane_fgemm_kernels / sizeof bitplane_fgemm_kernels[0];

// The loop ends: the last line of the list asks for nothing.
const struct bitplane_fgemm_kernel* bitplane_select_fgemm(uint32_t cpu_features) {
  const struct bitplane_fgemm_kernel* kernel = bitplane_fgemm_kernels;
  while ((kernel->cpu_features & ~cpu_features) != 0) kernel++;
  return kernel;
}

// Contracts of all kernels. Each kernel listed in kernels.inc obeys the contract of its operation, for every size.
// Unless stated otherwise, no alignment is required beyond that of the element type, and buffers do not overlap.
#ifndef BITPLANE_KERNELS_H_
#define BITPLANE_KERNELS_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../once.h"
#include "bitplane/bitplane.h"

// Words that are side by side in each pixel and in each filter.
struct bitplane_word_run {
  size_t num_words;  // >= 1
  size_t a, w;       // the first one's place: from where a pixel's pointer points, and in a filter
};

enum { BITPLANE_MAX_WORD_RUNS = 16 };

// Pixels under filters: the words of all runs, 1 ... BITPLANE_MAX_WORD_RUNS of them.
struct bitplane_bgemm_operands {
  size_t num_pixels, num_blocks;  // may be 0
  const uint64_t* const* a;       // [num_pixels] packed activations of each pixel
  const void* w;                  // as the kernel's `pack` made them of num_blocks * filter_block filters or fewer
  size_t filter_words;            // of a packed filter, all that were given to `pack`
  size_t num_runs;
  const struct bitplane_word_run* runs;
};

// Binary products of signs: acc[m][n] = base[m][n] - 2 * popcount(a[m] XOR w[n]) over the words of the runs.
//   base: num_pixels pointers to [num_blocks * filter_block] int32; with the true length K in it the result is a dot
//   product. acc: as many pointers to as many sums.
// Sums fit int32 while |base| + 128 * (words of all runs) < 2^31.
typedef void bitplane_bgemm_fn(const struct bitplane_bgemm_operands* operands, const int32_t* const* base,
                               int32_t* const* acc);

// A fused threshold compares the counts directly: bit n of pixel m is whether popcount(a[m] XOR w[n]) is outside of
// min_count ... max_count.
//   limits: num_pixels pointers to the filters' max_count and, after them, their min_count, [num_blocks * filter_block]
//   numbers each. Limits of 0 and INT16_MAX make the padding 0. has_min: whether any min_count is above 0; if not, they
//   are not read. bits: num_pixels pointers to whole words. At most BITPLANE_MAX_SIGN_WORDS words in all runs,
//   num_blocks >= 1.
typedef void bitplane_bgemm_signs_fn(const struct bitplane_bgemm_operands* operands, const int16_t* const* limits,
                                     bool has_min, uint64_t* const* bits);

enum { BITPLANE_MAX_SIGN_WORDS = 510 };  // all counts fit int16

// The number of kernels in this library that have such a function. If it is 0, the callers are not compiled.
enum {
  BITPLANE_NUM_BGEMM_SIGNS = 0
#define BGEMM_SIGNS(name, features, filter_block, pack, min_filters, pixel_block, run_cost, signs) +1
#include "kernels.inc"
};

// Arranges filters in the order in which a kernel reads them, padded to whole blocks with zeros.
//   rows: [num_filters, num_words] packed weights.
//   packed: aligned to 8 bytes, or NULL to measure only. Kernels are fastest where it is aligned to 64.
// Returns the bytes of `packed`.
typedef uint64_t bitplane_bgemm_pack_fn(size_t filter_block, size_t num_filters, size_t num_words, const uint64_t* rows,
                                        void* packed);

// [num_blocks, num_words, filter_block]: filter n is lane n % filter_block of block n / filter_block. With blocks of
// one filter these are the rows as they were.
bitplane_bgemm_pack_fn bitplane_pack_words;

struct bitplane_bgemm_kernel {
  const char* name;
  uint32_t cpu_features;  // all of these must be present
  size_t filter_block;
  size_t min_filters;  // with fewer filters a later kernel is faster; this one computes any number
  size_t pixel_block;  // pixels that take as long as one
  size_t run_cost;     // of each run after the first, in words; 0 where gathering runs to one would cost more
  bitplane_bgemm_pack_fn* pack;
  bitplane_bgemm_fn* run;
  bitplane_bgemm_signs_fn* run_signs;  // NULL where making signs from sums costs no more
};

// Returns the words of all runs.
static inline size_t bitplane_run_words(const struct bitplane_bgemm_operands* operands) {
  size_t num_words = 0;
  for (size_t i = 0; i < operands->num_runs; i++) num_words += operands->runs[i].num_words;
  return num_words;
}

// Integer products: acc[m * ldacc + n] = base[n] + sum over k < depth of a[m][k] * w[n][k].
//   a: [num_pixels, depth] in 0 ... 255, uint8 or int16 as the kernel says.
//   w: [num_blocks, depth / depth_unit, filter_block, depth_unit] in -127 ... 127, int8 or int16, as wide as a.
//   base: [num_blocks * filter_block]. acc: [num_pixels, ldacc], ldacc >= num_blocks * filter_block; columns past these
//   keep their value.
// depth is a multiple of depth_unit, >= 1. Products sum up to less than 2^31 while depth <= 66311 = (2^31 - 1) / (255 *
// 127); with the base all is modulo 2^32, so that base and sum may leave int32 where the result does not.
typedef void bitplane_igemm_fn(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* w,
                               const int32_t* base, int32_t* acc, size_t ldacc);

// The signs of such sums: bit n of row m = (base[n] + sum < 0) XOR flip bit n. With a lower bound subtracted from the
// base this is a threshold. The results must fit int32.
//   flip: packed bits of num_blocks * filter_block filters, num_blocks >= 1. bits: [num_pixels] rows of as many.
typedef void bitplane_igemm_signs_fn(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* w,
                                     const int32_t* base, const uint64_t* flip, uint64_t* bits);

// A depthwise product: each channel by itself, y[m][c] = base[c] + the sum of x[m * x_step + taps[t] + c] * w[t][c]
// over t < num_taps. y: [num_pixels, num_channels]. Of bytes: x uint8, w int16 of -127 ... 127, base and y int32,
// modulo 2^32. Of floats: all float, and added in the order of the taps as by fgemm.
struct bitplane_depthwise {
  size_t num_taps, num_channels;
  const size_t* taps;  // where the channels under each tap are, from the pixel's x on, in elements
  const void* w;       // [num_taps, num_channels]
  const void* base;    // [num_channels]
};
typedef void bitplane_depthwise_fn(const struct bitplane_depthwise* depthwise, size_t num_pixels, const void* x,
                                   size_t x_step, void* y);

struct bitplane_igemm_kernel {
  const char* name;
  uint32_t cpu_features;
  size_t filter_block;
  size_t depth_unit;
  size_t element_nbytes;  // of an activation and of a weight: 1 or 2
  bitplane_igemm_fn* run;
  bitplane_igemm_signs_fn* run_signs;
  bitplane_depthwise_fn* run_depthwise;  // of bytes, whatever element_nbytes is
};

// Products of floats: y[m * ldy + n] = base[n], then + a[m][k] * w[n][k] for k < depth in order: each product is
// rounded to float and then added, each sum is rounded, and no two instructions become one.
//   a: [num_pixels, depth]. w: [num_blocks, depth, filter_block]. base: [num_blocks * filter_block].
//   y: [num_pixels, ldy], ldy >= num_blocks * filter_block; columns past these keep their value.
// num_pixels, num_blocks and depth may be 0.
typedef void bitplane_fgemm_fn(size_t num_pixels, size_t num_blocks, size_t depth, const float* a, const float* w,
                               const float* base, float* y, size_t ldy);

struct bitplane_fgemm_kernel {
  const char* name;
  uint32_t cpu_features;
  size_t filter_block;
  bitplane_fgemm_fn* run;
  bitplane_depthwise_fn* run_depthwise;
};

// Bounds of one pixel's channels. An element is +1 (bit 0) iff (lower <= acc and (no upper or acc <= upper)) differs
// from flip.
struct bitplane_bounds {
  size_t nbytes;         // of one bound: 2 (int16) or 4 (int32)
  const void* lower;     // [num_channels]
  const void* upper;     // the same, or NULL for none
  const uint64_t* flip;  // packed bits of num_channels, padding 0
};

// Returns the bounds of the channels after the first num_words whole words of signs.
static inline struct bitplane_bounds bitplane_bounds_after(const struct bitplane_bounds* bounds, size_t num_words) {
  const size_t nbytes = num_words * 64 * bounds->nbytes;
  return (struct bitplane_bounds){
      .nbytes = bounds->nbytes,
      .lower = (const uint8_t*)bounds->lower + nbytes,
      .upper = bounds->upper == NULL ? NULL : (const uint8_t*)bounds->upper + nbytes,
      .flip = bounds->flip + num_words,
  };
}

// Signs of one pixel: bits = NOT inside(acc) XOR flip, packed, padding 0. acc: [num_channels], num_channels >= 1.
typedef void bitplane_threshold_fn(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
                                   uint64_t* bits);

// Others leave the last channels to it.
bitplane_threshold_fn bitplane_threshold_1__portable;

struct bitplane_threshold_kernel {
  const char* name;
  uint32_t cpu_features;
  bitplane_threshold_fn* run;
};

// Rows of numbers, [num, columns], side by side unless a step says otherwise; num and columns may be 0.
struct bitplane_rows {
  size_t num, columns;
};

// Loops over rows of floats: one rounding per operation as written, so that every CPU gives the same bits.
// Outputs overlap no input.
struct bitplane_floats_kernel {
  const char* name;
  uint32_t cpu_features;

  // y = scale * x + offset; scale, offset: [columns]. acc: acc_step numbers from one row to the next.
  void (*affine_int32)(struct bitplane_rows rows, const int32_t* acc, size_t acc_step, const float* scale,
                       const float* offset, float* y);
  void (*affine_float32)(struct bitplane_rows rows, const float* x, const float* scale, const float* offset, float* y);

  // y = x if x >= 0, else slope * x; slopes_step numbers from one row's slopes to the next.
  void (*prelu)(struct bitplane_rows rows, const float* x, const float* slopes, size_t slopes_step, float* y);

  // y = y + scale * acc.
  void (*accumulate)(struct bitplane_rows rows, const int32_t* acc, size_t acc_step, const float* scale, float* y);

  // y = a + b; y = x if x > 0, else +0.
  void (*add)(size_t num, const float* a, const float* b, float* y);
  void (*relu)(size_t num, const float* x, float* y);

  // bit = x < 0, rows of whole words.
  void (*sign)(struct bitplane_rows rows, const float* x, uint64_t* bits);
};

// The kernels compiled into this library, best first. The last of each list needs no feature.
extern const struct bitplane_bgemm_kernel bitplane_bgemm_kernels[];
extern const size_t bitplane_num_bgemm_kernels;
extern const struct bitplane_igemm_kernel bitplane_igemm_kernels[];
extern const size_t bitplane_num_igemm_kernels;
extern const struct bitplane_fgemm_kernel bitplane_fgemm_kernels[];
extern const size_t bitplane_num_fgemm_kernels;
extern const struct bitplane_threshold_kernel bitplane_threshold_kernels[];
extern const size_t bitplane_num_threshold_kernels;
extern const struct bitplane_floats_kernel* const bitplane_floats_kernels[];
extern const size_t bitplane_num_floats_kernels;

// Returns the first kernel in the list that `cpu_features` and, for bgemm, the number of filters of a group allow.
// Never NULL.
const struct bitplane_bgemm_kernel* bitplane_select_bgemm(uint32_t cpu_features, size_t num_filters);
const struct bitplane_igemm_kernel* bitplane_select_igemm(uint32_t cpu_features);
const struct bitplane_fgemm_kernel* bitplane_select_fgemm(uint32_t cpu_features);
const struct bitplane_threshold_kernel* bitplane_select_threshold(uint32_t cpu_features);
const struct bitplane_floats_kernel* bitplane_select_floats(uint32_t cpu_features);

#endif

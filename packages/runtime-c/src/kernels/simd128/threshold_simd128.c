// A word of signs at a time: the masks of four comparisons are packed to bytes, whose sign bits are sixteen signs.
#include <stdbool.h>
#include <wasm_simd128.h>

#include "../../bits.h"
#include "../kernels.h"

bitplane_threshold_fn bitplane_threshold_64__simd128;

enum { LANES = 4, MASK_BITS = 16 };

static inline v128_t load_bounds(const void* bounds, bool is_wide, size_t channel) {
  if (is_wide) return wasm_v128_load((const int32_t*)bounds + channel);
  return wasm_i32x4_load16x4((const int16_t*)bounds + channel);
}

// All ones in the lanes of four channels that are outside.
static inline v128_t outside_4(const int32_t* acc, const struct bitplane_bounds* bounds, bool is_wide, bool has_upper,
                               size_t channel) {
  const v128_t x = wasm_v128_load(acc + channel);
  const v128_t below = wasm_i32x4_gt(load_bounds(bounds->lower, is_wide, channel), x);
  if (!has_upper) return below;
  return wasm_v128_or(below, wasm_i32x4_gt(x, load_bounds(bounds->upper, is_wide, channel)));
}

// Not one for each pair of flags: a module is downloaded, and few layers have thresholds that no product makes.
static __attribute__((noinline)) uint64_t outside_16(const int32_t* acc, const struct bitplane_bounds* bounds,
                                                     bool is_wide, bool has_upper, size_t channel) {
  v128_t masks[MASK_BITS / LANES];
  for (size_t i = 0; i < MASK_BITS / LANES; i++) {
    masks[i] = outside_4(acc, bounds, is_wide, has_upper, channel + i * LANES);
  }
  const v128_t bytes =
      wasm_i8x16_narrow_i16x8(wasm_i16x8_narrow_i32x4(masks[0], masks[1]), wasm_i16x8_narrow_i32x4(masks[2], masks[3]));
  return wasm_i8x16_bitmask(bytes);
}

static inline uint64_t outside_64(const int32_t* acc, const struct bitplane_bounds* bounds, bool is_wide,
                                  bool has_upper, size_t channel) {
  uint64_t outside = 0;
  for (size_t j = 0; j < BITPLANE_WORD_BITS; j += MASK_BITS) {
    outside |= outside_16(acc, bounds, is_wide, has_upper, channel + j) << j;
  }
  return outside;
}

#include "../threshold_words.h"

void bitplane_threshold_64__simd128(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
                                    uint64_t* bits) {
  compare_channels(num_channels, acc, bounds, bits);
}

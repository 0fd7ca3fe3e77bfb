// A word of signs at a time, for A32 and A64: comparison masks are narrowed to bytes, and three pairwise sums of their
// bits make bytes of signs.
#include <arm_neon.h>
#include <stdbool.h>

#include "../kernels.h"

bitplane_threshold_fn bitplane_threshold_64__neon;

enum { LANES = 16, WORD_BITS = 64 };

static inline __attribute__((always_inline)) int32x4_t load_bounds(const void* bounds, bool is_wide, size_t channel) {
  if (is_wide) return vld1q_s32((const int32_t*)bounds + channel);
  return vmovl_s16(vld1_s16((const int16_t*)bounds + channel));
}

static inline __attribute__((always_inline)) uint32x4_t outside_4(const int32_t* acc,
                                                                  const struct bitplane_bounds* bounds, bool is_wide,
                                                                  bool has_upper, size_t channel) {
  const int32x4_t x = vld1q_s32(acc + channel);
  const uint32x4_t is_below = vcgtq_s32(load_bounds(bounds->lower, is_wide, channel), x);
  if (!has_upper) return is_below;
  return vorrq_u32(is_below, vcgtq_s32(x, load_bounds(bounds->upper, is_wide, channel)));
}

// Masks of 16 channels, ones and zeros, as bytes.
static inline uint8x16_t narrow(const uint32x4_t masks[4]) {
  const uint16x8_t low = vcombine_u16(vmovn_u32(masks[0]), vmovn_u32(masks[1]));
  const uint16x8_t high = vcombine_u16(vmovn_u32(masks[2]), vmovn_u32(masks[3]));
  return vcombine_u8(vmovn_u16(low), vmovn_u16(high));
}

// Sums of pairs of bytes: those of the first vector, then those of the second.
static inline uint8x16_t add_pairs(uint8x16_t first, uint8x16_t last) {
#ifdef __aarch64__
  return vpaddq_u8(first, last);
#else
  return vcombine_u8(vpadd_u8(vget_low_u8(first), vget_high_u8(first)),
                     vpadd_u8(vget_low_u8(last), vget_high_u8(last)));
#endif
}

static inline __attribute__((always_inline)) uint64_t outside_64(const int32_t* acc,
                                                                 const struct bitplane_bounds* bounds, bool is_wide,
                                                                 bool has_upper, size_t channel) {
  static const uint8_t bit_of_lane[LANES] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t bits[WORD_BITS / LANES];
  for (size_t i = 0; i < WORD_BITS / LANES; i++) {
    uint32x4_t masks[4];
    for (size_t j = 0; j < 4; j++) masks[j] = outside_4(acc, bounds, is_wide, has_upper, channel + LANES * i + 4 * j);
    bits[i] = vandq_u8(narrow(masks), vld1q_u8(bit_of_lane));
  }
  const uint8x16_t fours = add_pairs(add_pairs(bits[0], bits[1]), add_pairs(bits[2], bits[3]));
  return vget_lane_u64(vreinterpret_u64_u8(vget_low_u8(add_pairs(fours, fours))), 0);
}

#include "../threshold_words.h"

void bitplane_threshold_64__neon(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
                                 uint64_t* bits) {
  compare_channels(num_channels, acc, bounds, bits);
}

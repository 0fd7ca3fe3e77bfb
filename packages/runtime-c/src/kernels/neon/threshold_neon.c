// A word of signs at a time, for A32 and A64: comparison masks are narrowed to bytes, and three pairwise sums of their
// bits make bytes of signs. The last channels go one by one.
#include <arm_neon.h>
#include <stdbool.h>

#include "../kernels.h"

bitplane_threshold_fn bitplane_threshold_64__neon;
bitplane_threshold_fn bitplane_threshold_1__portable;

enum { LANES = 16, WORD_BITS = 64 };

// Which forms the bounds of a call take: constants, so that each has a loop of its own.
struct form {
  bool is_wide, has_upper;
};

static inline __attribute__((always_inline)) int32x4_t load_bounds(struct form form, const void* bounds,
                                                                   size_t channel) {
  if (form.is_wide) return vld1q_s32((const int32_t*)bounds + channel);
  return vmovl_s16(vld1_s16((const int16_t*)bounds + channel));
}

static inline __attribute__((always_inline)) uint32x4_t outside_4(struct form form, const int32_t* acc,
                                                                  const struct bitplane_bounds* bounds,
                                                                  size_t channel) {
  const int32x4_t x = vld1q_s32(acc + channel);
  const uint32x4_t is_below = vcgtq_s32(load_bounds(form, bounds->lower, channel), x);
  if (!form.has_upper) return is_below;
  return vorrq_u32(is_below, vcgtq_s32(x, load_bounds(form, bounds->upper, channel)));
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

static inline __attribute__((always_inline)) uint64_t outside_64(struct form form, const int32_t* acc,
                                                                 const struct bitplane_bounds* bounds, size_t channel) {
  static const uint8_t bit_of_lane[LANES] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t bits[WORD_BITS / LANES];
  for (size_t i = 0; i < WORD_BITS / LANES; i++) {
    uint32x4_t masks[4];
    for (size_t j = 0; j < 4; j++) masks[j] = outside_4(form, acc, bounds, channel + LANES * i + 4 * j);
    bits[i] = vandq_u8(narrow(masks), vld1q_u8(bit_of_lane));
  }
  const uint8x16_t fours = add_pairs(add_pairs(bits[0], bits[1]), add_pairs(bits[2], bits[3]));
  return vget_lane_u64(vreinterpret_u64_u8(vget_low_u8(add_pairs(fours, fours))), 0);
}

static inline __attribute__((always_inline)) void threshold_words(struct form form, size_t num_words,
                                                                  const int32_t* acc,
                                                                  const struct bitplane_bounds* bounds,
                                                                  uint64_t* bits) {
  for (size_t k = 0; k < num_words; k++) bits[k] = outside_64(form, acc, bounds, k * WORD_BITS) ^ bounds->flip[k];
}

void bitplane_threshold_64__neon(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
                                 uint64_t* bits) {
  const size_t num_words = num_channels / WORD_BITS;
  const bool is_wide = bounds->nbytes == sizeof(int32_t);
  if (bounds->upper == NULL) {
    if (is_wide) {
      threshold_words((struct form){true, false}, num_words, acc, bounds, bits);
    } else {
      threshold_words((struct form){false, false}, num_words, acc, bounds, bits);
    }
  } else if (is_wide) {
    threshold_words((struct form){true, true}, num_words, acc, bounds, bits);
  } else {
    threshold_words((struct form){false, true}, num_words, acc, bounds, bits);
  }
  const size_t done = num_words * WORD_BITS;
  if (done == num_channels) return;
  const struct bitplane_bounds rest = bitplane_bounds_after(bounds, num_words);
  bitplane_threshold_1__portable(num_channels - done, acc + done, &rest, bits + num_words);
}

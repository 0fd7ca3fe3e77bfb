// Eight channels at a time, for A32 and A64: comparison masks are narrowed to bytes, and three pairwise sums of their
// bits make one byte of signs. The last channels go one by one.
#include <arm_neon.h>

#include "../kernels.h"

bitplane_threshold_fn bitplane_threshold_8__neon;
bitplane_threshold_fn bitplane_threshold_1__portable;

enum { LANES = 8, WORD_BITS = 64 };

static inline int32x4_t load_bounds(const void* bounds, size_t nbytes, size_t channel) {
  if (nbytes == sizeof(int32_t)) return vld1q_s32((const int32_t*)bounds + channel);
  return vmovl_s16(vld1_s16((const int16_t*)bounds + channel));
}

static inline uint16x4_t outside_4(const int32_t* acc, const struct bitplane_bounds* bounds, size_t channel) {
  const int32x4_t x = vld1q_s32(acc + channel);
  uint32x4_t outside = vcgtq_s32(load_bounds(bounds->lower, bounds->nbytes, channel), x);
  if (bounds->upper != NULL) {
    outside = vorrq_u32(outside, vcgtq_s32(x, load_bounds(bounds->upper, bounds->nbytes, channel)));
  }
  return vmovn_u32(outside);
}

static inline uint64_t outside_8(const int32_t* acc, const struct bitplane_bounds* bounds, size_t channel) {
  static const uint8_t bit_of_lane[LANES] = {1, 2, 4, 8, 16, 32, 64, 128};
  const uint16x8_t masks = vcombine_u16(outside_4(acc, bounds, channel), outside_4(acc, bounds, channel + 4));
  uint8x8_t bits = vand_u8(vmovn_u16(masks), vld1_u8(bit_of_lane));
  bits = vpadd_u8(bits, bits);
  bits = vpadd_u8(bits, bits);
  bits = vpadd_u8(bits, bits);
  return vget_lane_u8(bits, 0);
}

void bitplane_threshold_8__neon(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
                                uint64_t* bits) {
  const size_t num_whole_words = num_channels / WORD_BITS;
  for (size_t word = 0; word < num_whole_words; word++) {
    uint64_t outside = 0;
    for (size_t j = 0; j < WORD_BITS; j += LANES) outside |= outside_8(acc, bounds, word * WORD_BITS + j) << j;
    bits[word] = outside ^ bounds->flip[word];
  }
  const size_t done = num_whole_words * WORD_BITS;
  if (done == num_channels) return;
  const struct bitplane_bounds rest = bitplane_bounds_after(bounds, num_whole_words);
  bitplane_threshold_1__portable(num_channels - done, acc + done, &rest, bits + num_whole_words);
}

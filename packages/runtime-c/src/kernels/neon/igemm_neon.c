// Four pixels by eight filters, for A32 and A64: vmlal of eight weights by one activation.
#include <arm_neon.h>

#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x8__neon;
bitplane_igemm_signs_fn bitplane_igemm_signs_4x8__neon;

enum { PIXELS = 4, FILTERS = 8 };

struct sums {
  int32x4_t of[PIXELS][2];
};

static inline __attribute__((always_inline)) void multiply(size_t depth, const int16_t* const rows[PIXELS],
                                                           const int16_t* w, const int32_t* base, struct sums* to) {
  int32x4_t sums[PIXELS][2];
  for (int m = 0; m < PIXELS; m++) {
    sums[m][0] = vld1q_s32(base);
    sums[m][1] = vld1q_s32(base + FILTERS / 2);
  }
  for (size_t k = 0; k < depth; k++) {
    const int16x8_t filters = vld1q_s16(w + k * FILTERS);
    for (int m = 0; m < PIXELS; m++) {
      const int16x4_t x = vld1_dup_s16(rows[m] + k);
      sums[m][0] = vmlal_s16(sums[m][0], vget_low_s16(filters), x);
      sums[m][1] = vmlal_s16(sums[m][1], vget_high_s16(filters), x);
    }
  }
  for (int m = 0; m < PIXELS; m++) {
    to->of[m][0] = sums[m][0];
    to->of[m][1] = sums[m][1];
  }
}

static inline void store_sums(const struct sums* sums, size_t pixel, int32_t* acc) {
  vst1q_s32(acc, sums->of[pixel][0]);
  vst1q_s32(acc + FILTERS / 2, sums->of[pixel][1]);
}

// Eight signs of each pixel: three pairwise sums of their bits make one byte.
static inline void signs_of(const struct sums* sums, uint64_t signs[PIXELS]) {
  static const uint8_t bit_of_lane[FILTERS] = {1, 2, 4, 8, 16, 32, 64, 128};
  for (int m = 0; m < PIXELS; m++) {
    const uint16x4_t low = vmovn_u32(vcltq_s32(sums->of[m][0], vdupq_n_s32(0)));
    const uint16x4_t high = vmovn_u32(vcltq_s32(sums->of[m][1], vdupq_n_s32(0)));
    uint8x8_t bits = vand_u8(vmovn_u16(vcombine_u16(low, high)), vld1_u8(bit_of_lane));
    for (int i = 0; i < 3; i++) bits = vpadd_u8(bits, bits);
    signs[m] = vget_lane_u8(bits, 0);
  }
}

#include "../igemm_tiles.h"

void bitplane_igemm_4x8__neon(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* w,
                              const int32_t* base, int32_t* acc, size_t ldacc) {
  multiply_tiles(num_pixels, num_blocks, depth, a, w, base, acc, ldacc);
}

void bitplane_igemm_signs_4x8__neon(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* w,
                                    const int32_t* base, const uint64_t* flip, uint64_t* bits) {
  multiply_tiles_to_signs(num_pixels, num_blocks, depth, a, w, base, flip, bits);
}

#include "channel_sums_neon.h"

BITPLANE_DEFINE_BYTE_CHANNELS(bitplane_byte_channels_8__neon)

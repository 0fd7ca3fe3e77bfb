// Four pixels by eight filters, for A32 and A64: vmlal of eight weights by one activation.
#include <arm_neon.h>

#include "../../bits.h"
#include "../igemm_rows.h"
#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x8__neon;
bitplane_igemm_signs_fn bitplane_igemm_signs_4x8__neon;

enum { FILTERS = 8 };

// rows: the four pixels' activations, some of which may be the same.
static inline void multiply_4x8(size_t depth, const int16_t* const rows[PIXELS], const int16_t* w, const int32_t* base,
                                int32x4_t sums[PIXELS][2]) {
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
}

void bitplane_igemm_4x8__neon(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* weights,
                              const int32_t* base, int32_t* acc, size_t ldacc) {
  const int16_t* w = weights;
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const int16_t* rows[PIXELS];
    const size_t num_rows = find_rows(num_pixels, m, depth, a, rows);
    for (size_t n = 0; n < num_blocks * FILTERS; n += FILTERS) {
      int32x4_t sums[PIXELS][2];
      multiply_4x8(depth, rows, w + n * depth, base + n, sums);
      for (size_t i = 0; i < num_rows; i++) {
        int32_t* to = acc + (m + i) * ldacc + n;
        vst1q_s32(to, sums[i][0]);
        vst1q_s32(to + FILTERS / 2, sums[i][1]);
      }
    }
  }
}

// Eight signs: three pairwise sums of their bits make one byte.
static inline uint64_t signs_of(const int32x4_t sums[2]) {
  static const uint8_t bit_of_lane[FILTERS] = {1, 2, 4, 8, 16, 32, 64, 128};
  const uint16x4_t low = vmovn_u32(vcltq_s32(sums[0], vdupq_n_s32(0)));
  const uint16x4_t high = vmovn_u32(vcltq_s32(sums[1], vdupq_n_s32(0)));
  uint8x8_t bits = vand_u8(vmovn_u16(vcombine_u16(low, high)), vld1_u8(bit_of_lane));
  bits = vpadd_u8(bits, bits);
  bits = vpadd_u8(bits, bits);
  bits = vpadd_u8(bits, bits);
  return vget_lane_u8(bits, 0);
}

void bitplane_igemm_signs_4x8__neon(size_t num_pixels, size_t num_blocks, size_t depth, const void* a,
                                    const void* weights, const int32_t* base, const uint64_t* flip, uint64_t* bits) {
  const int16_t* w = weights;
  const size_t num_words = bitplane_row_words(num_blocks * FILTERS);
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const int16_t* rows[PIXELS];
    const size_t num_rows = find_rows(num_pixels, m, depth, a, rows);
    uint64_t* to = bits + m * num_words;
    for (size_t k = 0; k < num_rows * num_words; k++) to[k] = flip[k % num_words];
    for (size_t n = 0; n < num_blocks * FILTERS; n += FILTERS) {
      int32x4_t sums[PIXELS][2];
      multiply_4x8(depth, rows, w + n * depth, base + n, sums);
      for (size_t i = 0; i < num_rows; i++) {
        to[i * num_words + n / BITPLANE_WORD_BITS] ^= signs_of(sums[i]) << n % BITPLANE_WORD_BITS;
      }
    }
  }
}

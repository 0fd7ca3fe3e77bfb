// Four pixels by eight filters, for A32 and A64: vmlal of eight weights by one activation.
#include <arm_neon.h>

#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x8__neon;

enum { PIXELS = 4, FILTERS = 8 };

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

void bitplane_igemm_4x8__neon(size_t num_pixels, size_t num_blocks, size_t depth, const void* activations,
                              const void* weights, const int32_t* base, int32_t* acc, size_t ldacc) {
  const int16_t *a = activations, *w = weights;
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const size_t num_rows = num_pixels - m < PIXELS ? num_pixels - m : PIXELS;
    const int16_t* rows[PIXELS];
    for (size_t i = 0; i < PIXELS; i++) rows[i] = a + (m + (i < num_rows ? i : 0)) * depth;
    for (size_t block = 0; block < num_blocks; block++) {
      int32x4_t sums[PIXELS][2];
      multiply_4x8(depth, rows, w + block * FILTERS * depth, base + block * FILTERS, sums);
      for (size_t i = 0; i < num_rows; i++) {
        int32_t* to = acc + (m + i) * ldacc + block * FILTERS;
        vst1q_s32(to, sums[i][0]);
        vst1q_s32(to + FILTERS / 2, sums[i][1]);
      }
    }
  }
}

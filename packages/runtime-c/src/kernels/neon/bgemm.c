// Four pixels by four filters, for A32 and A64: each 64-bit lane of two vectors belongs to one filter; eor, cnt, and
// bytes summed.
#include <arm_neon.h>

#include "../kernels.h"

bitplane_bgemm_fn bitplane_bgemm_4x4__neon;

enum { PIXELS = 4, FILTERS = 4 };

// A byte gains at most 8 a word and holds 255: so many words may be added before the bytes must be emptied.
enum { MAX_WORDS_IN_BYTES = 31 };

static inline uint8x16_t count_bytes(uint64x2_t a, uint64x2_t w) {
  return vcntq_u8(vreinterpretq_u8_u64(veorq_u64(a, w)));
}

// Sums of the 64-bit lanes of two vectors of byte counts: one for each filter.
static inline uint32x4_t sum_lanes(uint8x16_t first, uint8x16_t last) {
  const uint32x4_t halves0 = vpaddlq_u16(vpaddlq_u8(first));
  const uint32x4_t halves1 = vpaddlq_u16(vpaddlq_u8(last));
  return vcombine_u32(vpadd_u32(vget_low_u32(halves0), vget_high_u32(halves0)),
                      vpadd_u32(vget_low_u32(halves1), vget_high_u32(halves1)));
}

// rows: the four pixels' words, some of which may be the same.
static inline void multiply_4x4(size_t num_words, const uint64_t* const rows[PIXELS], const uint64_t* w,
                                uint32x4_t sums[PIXELS]) {
  for (int m = 0; m < PIXELS; m++) sums[m] = vdupq_n_u32(0);
  for (size_t k = 0; k < num_words;) {
    const size_t end = num_words - k < MAX_WORDS_IN_BYTES ? num_words : k + MAX_WORDS_IN_BYTES;
    uint8x16_t first[PIXELS], last[PIXELS];
    for (int m = 0; m < PIXELS; m++) first[m] = last[m] = vdupq_n_u8(0);
    for (; k < end; k++) {
      const uint64x2_t w0 = vld1q_u64(w + FILTERS * k);
      const uint64x2_t w1 = vld1q_u64(w + FILTERS * k + FILTERS / 2);
      for (int m = 0; m < PIXELS; m++) {
        const uint64x2_t x = vld1q_dup_u64(rows[m] + k);
        first[m] = vaddq_u8(first[m], count_bytes(x, w0));
        last[m] = vaddq_u8(last[m], count_bytes(x, w1));
      }
    }
    for (int m = 0; m < PIXELS; m++) sums[m] = vaddq_u32(sums[m], sum_lanes(first[m], last[m]));
  }
}

void bitplane_bgemm_4x4__neon(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                              const void* packed, const int32_t* const* base, int32_t* acc, size_t ldacc) {
  const uint64_t* w = packed;
  for (size_t block = 0; block < num_blocks; block++) {
    const size_t n = block * FILTERS;
    for (size_t m = 0; m < num_pixels; m += PIXELS) {
      const size_t num_rows = num_pixels - m < PIXELS ? num_pixels - m : PIXELS;
      const uint64_t* rows[PIXELS];
      uint32x4_t sums[PIXELS];
      for (size_t i = 0; i < PIXELS; i++) rows[i] = a + (m + (i < num_rows ? i : 0)) * num_words;
      multiply_4x4(num_words, rows, w + n * num_words, sums);
      for (size_t i = 0; i < num_rows; i++) {
        const int32x4_t count = vreinterpretq_s32_u32(sums[i]);
        vst1q_s32(acc + (m + i) * ldacc + n, vmlsq_n_s32(vld1q_s32(base[m + i] + n), count, 2));
      }
    }
  }
}

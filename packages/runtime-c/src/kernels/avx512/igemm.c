// Four pixels by thirty-two filters: vpmaddwd multiplies a pair of activations with a pair of weights in each of
// sixteen lanes.
#include <immintrin.h>
#include <string.h>

#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x32__avx512;

enum { PIXELS = 4, FILTERS = 32, LANES = 16, PAIR = 2 };

static inline __m512i broadcast_pair(const int16_t* pair) {
  int32_t both;
  memcpy(&both, pair, sizeof both);
  return _mm512_set1_epi32(both);
}

// rows: the four pixels' activations, some of which may be the same.
static inline void multiply_4x32(size_t depth, const int16_t* const rows[PIXELS], const int16_t* w,
                                 __m512i sums[PIXELS][2]) {
  for (int m = 0; m < PIXELS; m++) sums[m][0] = sums[m][1] = _mm512_setzero_si512();
  for (size_t k = 0; k < depth; k += PAIR) {
    const __m512i w0 = _mm512_loadu_si512(w + k * FILTERS);
    const __m512i w1 = _mm512_loadu_si512(w + k * FILTERS + PAIR * LANES);
    for (int m = 0; m < PIXELS; m++) {
      const __m512i x = broadcast_pair(rows[m] + k);
      sums[m][0] = _mm512_add_epi32(sums[m][0], _mm512_madd_epi16(x, w0));
      sums[m][1] = _mm512_add_epi32(sums[m][1], _mm512_madd_epi16(x, w1));
    }
  }
}

void bitplane_igemm_4x32__avx512(size_t num_pixels, size_t num_blocks, size_t depth, const int16_t* a, const int16_t* w,
                                 int32_t* acc, size_t ldacc) {
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const size_t num_rows = num_pixels - m < PIXELS ? num_pixels - m : PIXELS;
    const int16_t* rows[PIXELS];
    for (size_t i = 0; i < PIXELS; i++) rows[i] = a + (m + (i < num_rows ? i : 0)) * depth;
    for (size_t block = 0; block < num_blocks; block++) {
      __m512i sums[PIXELS][2];
      multiply_4x32(depth, rows, w + block * FILTERS * depth, sums);
      for (size_t i = 0; i < num_rows; i++) {
        int32_t* row = acc + (m + i) * ldacc + block * FILTERS;
        _mm512_storeu_si512(row, sums[i][0]);
        _mm512_storeu_si512(row + LANES, sums[i][1]);
      }
    }
  }
}

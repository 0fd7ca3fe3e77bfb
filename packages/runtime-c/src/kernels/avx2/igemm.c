// Four pixels by sixteen filters: vpmaddwd multiplies a pair of activations with a pair of weights in each of eight
// lanes.
#include <immintrin.h>
#include <string.h>

#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x16__avx2;

enum { PIXELS = 4, FILTERS = 16, PAIR = 2 };

static inline __m256i broadcast_pair(const int16_t* pair) {
  int32_t both;
  memcpy(&both, pair, sizeof both);
  return _mm256_set1_epi32(both);
}

static inline __m256i load(const void* from) { return _mm256_loadu_si256((const __m256i*)from); }

static inline void store(int32_t* acc, __m256i low, __m256i high) {
  _mm256_storeu_si256((__m256i*)acc, low);
  _mm256_storeu_si256((__m256i*)(acc + FILTERS / 2), high);
}

// rows: the four pixels' activations, some of which may be the same.
static inline void multiply_4x16(size_t depth, const int16_t* const rows[PIXELS], const int16_t* w, const int32_t* base,
                                 __m256i sums[PIXELS][2]) {
  for (int m = 0; m < PIXELS; m++) {
    sums[m][0] = load(base);
    sums[m][1] = load(base + FILTERS / 2);
  }
  for (size_t k = 0; k < depth; k += PAIR) {
    const __m256i w0 = load(w + k * FILTERS);
    const __m256i w1 = load(w + k * FILTERS + FILTERS);
    for (int m = 0; m < PIXELS; m++) {
      const __m256i x = broadcast_pair(rows[m] + k);
      sums[m][0] = _mm256_add_epi32(sums[m][0], _mm256_madd_epi16(x, w0));
      sums[m][1] = _mm256_add_epi32(sums[m][1], _mm256_madd_epi16(x, w1));
    }
  }
}

void bitplane_igemm_4x16__avx2(size_t num_pixels, size_t num_blocks, size_t depth, const void* activations,
                               const void* weights, const int32_t* base, int32_t* acc, size_t ldacc) {
  const int16_t *a = activations, *w = weights;
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const size_t num_rows = num_pixels - m < PIXELS ? num_pixels - m : PIXELS;
    const int16_t* rows[PIXELS];
    for (size_t i = 0; i < PIXELS; i++) rows[i] = a + (m + (i < num_rows ? i : 0)) * depth;
    for (size_t block = 0; block < num_blocks; block++) {
      __m256i sums[PIXELS][2];
      multiply_4x16(depth, rows, w + block * FILTERS * depth, base + block * FILTERS, sums);
      for (size_t i = 0; i < num_rows; i++) store(acc + (m + i) * ldacc + block * FILTERS, sums[i][0], sums[i][1]);
    }
  }
}

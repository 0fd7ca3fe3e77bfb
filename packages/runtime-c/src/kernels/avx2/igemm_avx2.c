// Four pixels by sixteen filters: vpmaddwd multiplies a pair of activations with a pair of weights in each of eight
// lanes.
#include <immintrin.h>
#include <string.h>

#include "../../bits.h"
#include "../igemm_rows.h"
#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x16__avx2;
bitplane_igemm_signs_fn bitplane_igemm_signs_4x16__avx2;

enum { FILTERS = 16, LANES = 8, PAIR = 2 };

static inline __m256i broadcast_pair(const int16_t* pair) {
  int32_t both;
  memcpy(&both, pair, sizeof both);
  return _mm256_set1_epi32(both);
}

static inline __m256i load(const void* from) { return _mm256_loadu_si256((const __m256i*)from); }

// rows: the four pixels' activations, some of which may be the same. base, w: of sixteen filters.
static inline __attribute__((always_inline)) void multiply_4x16(size_t depth, const int16_t* const rows[PIXELS],
                                                                const int16_t* w, const int32_t* base,
                                                                __m256i sums[PIXELS][2]) {
  for (size_t i = 0; i < PIXELS; i++) {
    sums[i][0] = load(base);
    sums[i][1] = load(base + LANES);
  }
  for (size_t k = 0; k < depth; k += PAIR) {
    const __m256i w0 = load(w + k * FILTERS);
    const __m256i w1 = load(w + k * FILTERS + FILTERS);
    for (size_t i = 0; i < PIXELS; i++) {
      const __m256i x = broadcast_pair(rows[i] + k);
      sums[i][0] = _mm256_add_epi32(sums[i][0], _mm256_madd_epi16(x, w0));
      sums[i][1] = _mm256_add_epi32(sums[i][1], _mm256_madd_epi16(x, w1));
      __asm__("" : "+x"(sums[i][0]), "+x"(sums[i][1]));  // else gcc 12 holds each sum twice, and some in memory
    }
  }
}

// Sixteen signs of each of two pixels, the first one's in the lower half.
static inline uint32_t signs_of(const __m256i first[2], const __m256i second[2]) {
  // Saturation keeps signs. Of each 128-bit lane come four signs of first[0], first[1], second[0], second[1].
  const __m256i bytes =
      _mm256_packs_epi16(_mm256_packs_epi32(first[0], first[1]), _mm256_packs_epi32(second[0], second[1]));
  const __m256i in_order = _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
  return (uint32_t)_mm256_movemask_epi8(in_order);
}

void bitplane_igemm_4x16__avx2(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* weights,
                               const int32_t* base, int32_t* acc, size_t ldacc) {
  const int16_t* w = weights;
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const int16_t* rows[PIXELS];
    const size_t num_rows = find_rows(num_pixels, m, depth, a, rows);
    for (size_t n = 0; n < num_blocks * FILTERS; n += FILTERS) {
      __m256i sums[PIXELS][2];
      multiply_4x16(depth, rows, w + n * depth, base + n, sums);
      for (size_t i = 0; i < PIXELS; i++) {
        if (i >= num_rows) break;
        _mm256_storeu_si256((__m256i*)(acc + (m + i) * ldacc + n), sums[i][0]);
        _mm256_storeu_si256((__m256i*)(acc + (m + i) * ldacc + n + LANES), sums[i][1]);
      }
    }
  }
}

// Writes sixteen signs of filters from `n` on.
static inline void store_signs(uint64_t* row, size_t n, uint16_t signs) {
  memcpy((uint8_t*)row + n / 8, &signs, sizeof signs);
}

static inline uint16_t load_signs(const uint64_t* row, size_t n) {
  uint16_t signs;
  memcpy(&signs, (const uint8_t*)row + n / 8, sizeof signs);
  return signs;
}

void bitplane_igemm_signs_4x16__avx2(size_t num_pixels, size_t num_blocks, size_t depth, const void* a,
                                     const void* weights, const int32_t* base, const uint64_t* flip, uint64_t* bits) {
  const int16_t* w = weights;
  const size_t num_words = bitplane_row_words(num_blocks * FILTERS);
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const int16_t* rows[PIXELS];
    const size_t num_rows = find_rows(num_pixels, m, depth, a, rows);
    uint64_t* to = bits + m * num_words;
    for (size_t i = 0; i < num_rows; i++) to[i * num_words + num_words - 1] = 0;
    for (size_t n = 0; n < num_blocks * FILTERS; n += FILTERS) {
      __m256i sums[PIXELS][2];
      multiply_4x16(depth, rows, w + n * depth, base + n, sums);
      const uint32_t flips = load_signs(flip, n) * UINT32_C(0x10001);
      const uint32_t signs[] = {signs_of(sums[0], sums[1]) ^ flips, signs_of(sums[2], sums[3]) ^ flips};
      for (size_t i = 0; i < num_rows; i++) {
        store_signs(to + i * num_words, n, (uint16_t)(signs[i / 2] >> i % 2 * FILTERS));
      }
    }
  }
}

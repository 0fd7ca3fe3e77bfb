// Four pixels by four filters: pmaddwd multiplies four activations, which stand in a vector twice, with four weights
// of each of two filters. Sums of a filter stay apart in two lanes until phaddd brings the four filters' together.
#include <string.h>
#include <tmmintrin.h>

#include "../../bits.h"
#include "../igemm_rows.h"
#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x4__ssse3;
bitplane_igemm_signs_fn bitplane_igemm_signs_4x4__ssse3;

enum { FILTERS = 4, UNIT = 4, LANES = 8 };

// Compilers make one instruction of it, movddup, which shuffles nothing: a load.
static inline __m128i load_unit_twice(const int16_t* unit) {
  int64_t four;
  memcpy(&four, unit, sizeof four);
  return _mm_set1_epi64x(four);
}

static inline __m128i load(const void* from) { return _mm_loadu_si128((const __m128i*)from); }

// rows: the four pixels' activations, some of which may be the same. base, w: of four filters.
static inline __attribute__((always_inline)) void multiply_4x4(size_t depth, const int16_t* const rows[PIXELS],
                                                               const int16_t* w, const int32_t* base,
                                                               __m128i sums[PIXELS]) {
  __m128i halves[PIXELS][2];  // of the sums of the first two filters, and of the last two
  for (size_t i = 0; i < PIXELS; i++) halves[i][0] = halves[i][1] = _mm_setzero_si128();
  for (size_t k = 0; k < depth; k += UNIT) {
    const __m128i w0 = load(w + k * FILTERS);
    const __m128i w1 = load(w + k * FILTERS + LANES);
    for (size_t i = 0; i < PIXELS; i++) {
      const __m128i x = load_unit_twice(rows[i] + k);
      halves[i][0] = _mm_add_epi32(halves[i][0], _mm_madd_epi16(x, w0));
      halves[i][1] = _mm_add_epi32(halves[i][1], _mm_madd_epi16(x, w1));
      __asm__("" : "+x"(halves[i][0]), "+x"(halves[i][1]));  // else gcc 12 holds each sum twice, and some in memory
    }
  }
  for (size_t i = 0; i < PIXELS; i++) sums[i] = _mm_add_epi32(load(base), _mm_hadd_epi32(halves[i][0], halves[i][1]));
}

void bitplane_igemm_4x4__ssse3(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* weights,
                               const int32_t* base, int32_t* acc, size_t ldacc) {
  const int16_t* w = weights;
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const int16_t* rows[PIXELS];
    const size_t num_rows = find_rows(num_pixels, m, depth, a, rows);
    for (size_t n = 0; n < num_blocks * FILTERS; n += FILTERS) {
      __m128i sums[PIXELS];
      multiply_4x4(depth, rows, w + n * depth, base + n, sums);
      for (size_t i = 0; i < PIXELS; i++) {
        if (i >= num_rows) break;
        _mm_storeu_si128((__m128i*)(acc + (m + i) * ldacc + n), sums[i]);
      }
    }
  }
}

static inline uint64_t signs_of(__m128i sums) { return (uint64_t)_mm_movemask_ps(_mm_castsi128_ps(sums)); }

void bitplane_igemm_signs_4x4__ssse3(size_t num_pixels, size_t num_blocks, size_t depth, const void* a,
                                     const void* weights, const int32_t* base, const uint64_t* flip, uint64_t* bits) {
  const int16_t* w = weights;
  const size_t num_words = bitplane_row_words(num_blocks * FILTERS);
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const int16_t* rows[PIXELS];
    const size_t num_rows = find_rows(num_pixels, m, depth, a, rows);
    for (size_t word = 0; word < num_words; word++) {
      uint64_t signs[PIXELS] = {flip[word], flip[word], flip[word], flip[word]};
      const size_t first = word * BITPLANE_WORD_BITS, left = num_blocks * FILTERS - first;
      for (size_t n = 0; n < left && n < BITPLANE_WORD_BITS; n += FILTERS) {
        __m128i sums[PIXELS];
        multiply_4x4(depth, rows, w + (first + n) * depth, base + first + n, sums);
        for (size_t i = 0; i < PIXELS; i++) signs[i] ^= signs_of(sums[i]) << n;
      }
      for (size_t i = 0; i < num_rows; i++) bits[(m + i) * num_words + word] = signs[i];
    }
  }
}

// Four pixels by sixteen filters: each 64-bit lane of two vectors belongs to one filter. vpopcntq makes it three
// instructions for 512 products: XOR with the broadcast pixel, count, add.
#include <immintrin.h>

#include "../kernels.h"

bitplane_bgemm_fn bitplane_bgemm_4x16__avx512;
bitplane_bgemm_signs_fn bitplane_bgemm_signs_4x16__avx512;

enum { PIXELS = 4, FILTERS = 16, LANES = 8 };

static inline __m512i load(const uint64_t* w) { return _mm512_loadu_si512(w); }

static inline __m512i add_count(__m512i sums, __m512i a, __m512i w) {
  return _mm512_add_epi64(sums, _mm512_popcnt_epi64(_mm512_xor_si512(a, w)));
}

// base - 2 * count for eight filters.
static inline void store_acc(int32_t* acc, const int32_t* base, __m512i counts) {
  const __m256i twice = _mm512_cvtepi64_epi32(_mm512_slli_epi64(counts, 1));
  const __m256i bases = _mm256_loadu_si256((const __m256i*)base);
  _mm256_storeu_si256((__m256i*)acc, _mm256_sub_epi32(bases, twice));
}

static inline __m512i load_limits(const int16_t* limits) {
  return _mm512_cvtepi16_epi64(_mm_loadu_si128((const __m128i*)limits));
}

// The signs of eight filters: bit = count > most or, unless that is NULL, count < least.
static inline uint8_t signs_of(const int16_t* most, const int16_t* least, __m512i counts) {
  const uint8_t above = _mm512_cmpgt_epi64_mask(counts, load_limits(most));
  return least == NULL ? above : above | _mm512_cmplt_epi64_mask(counts, load_limits(least));
}

// Four pixels' activations from pixel m on; past the last one the first of them again.
struct pixels {
  size_t num;
  const uint64_t* rows[PIXELS];
};

static inline struct pixels pixels_at(size_t m, size_t num_pixels, const uint64_t* a, size_t num_words) {
  struct pixels pixels = {.num = num_pixels - m < PIXELS ? num_pixels - m : PIXELS};
  for (size_t i = 0; i < PIXELS; i++) pixels.rows[i] = a + (m + (i < pixels.num ? i : 0)) * num_words;
  return pixels;
}

// rows: the four pixels' activations, some of which may be the same.
static inline void multiply_4x16(size_t num_words, const uint64_t* const rows[PIXELS], const uint64_t* w,
                                 __m512i sums[PIXELS][2]) {
  for (int m = 0; m < PIXELS; m++) sums[m][0] = sums[m][1] = _mm512_setzero_si512();
  for (size_t k = 0; k < num_words; k++) {
    const __m512i w0 = load(w + FILTERS * k);
    const __m512i w1 = load(w + FILTERS * k + LANES);
    for (int m = 0; m < PIXELS; m++) {
      const __m512i a = _mm512_set1_epi64((int64_t)rows[m][k]);
      sums[m][0] = add_count(sums[m][0], a, w0);
      sums[m][1] = add_count(sums[m][1], a, w1);
    }
  }
}

void bitplane_bgemm_4x16__avx512(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                 const void* packed, const int32_t* const* base, int32_t* acc, size_t ldacc) {
  const uint64_t* w = packed;
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const struct pixels pixels = pixels_at(m, num_pixels, a, num_words);
    for (size_t block = 0; block < num_blocks; block++) {
      const size_t n = block * FILTERS;
      __m512i sums[PIXELS][2];
      multiply_4x16(num_words, pixels.rows, w + n * num_words, sums);
      for (size_t i = 0; i < pixels.num; i++) {
        int32_t* row = acc + (m + i) * ldacc + n;
        store_acc(row, base[m + i] + n, sums[i][0]);
        store_acc(row + LANES, base[m + i] + n + LANES, sums[i][1]);
      }
    }
  }
}

void bitplane_bgemm_signs_4x16__avx512(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                       const void* packed, const int16_t* const* limits, bool has_least,
                                       uint64_t* bits) {
  const uint64_t* w = packed;
  const size_t row_words = (num_blocks * FILTERS + 63) / 64;
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const struct pixels pixels = pixels_at(m, num_pixels, a, num_words);
    uint64_t* rows = bits + m * row_words;
    for (size_t i = 0; i < pixels.num; i++) rows[(i + 1) * row_words - 1] = 0;
    for (size_t block = 0; block < num_blocks; block++) {
      const size_t n = block * FILTERS;
      __m512i sums[PIXELS][2];
      multiply_4x16(num_words, pixels.rows, w + n * num_words, sums);
      for (size_t i = 0; i < pixels.num; i++) {
        const int16_t* most = limits[m + i] + n;
        const int16_t* least = has_least ? most + num_blocks * FILTERS : NULL;
        uint8_t* to = (uint8_t*)(rows + i * row_words) + n / 8;
        to[0] = signs_of(most, least, sums[i][0]);
        to[1] = signs_of(most + LANES, has_least ? least + LANES : NULL, sums[i][1]);
      }
    }
  }
}

// Four pixels by 64 filters: each 16-bit lane of two vectors belongs to one filter. vpopcntw makes it three
// instructions for 512 products: XOR with the broadcast quarter of a pixel's word, count, add. Lanes are no wider, so
// that counts need no narrowing: one comparison gives the signs of 32 filters.
#include <immintrin.h>
#include <string.h>

#include "../kernels.h"

bitplane_bgemm_fn bitplane_bgemm_4x64__avx512;
bitplane_bgemm_signs_fn bitplane_bgemm_signs_4x64__avx512;
bitplane_bgemm_pack_fn bitplane_pack_quarters__avx512;

enum {
  PIXELS = 4,
  LANES = 32,        // filters of a vector, the filter block
  MOST_VECTORS = 2,  // that share a pixel's broadcasts
  QUARTERS = 4,      // of a word, 16 bits each
  MOST_WORDS = 1023  // whose counts fit 16 bits: 64 * 1023 = 65472
};

static size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

// [num_blocks, num_words, QUARTERS, LANES] of 16 bits.
BITPLANE_ONCE uint64_t bitplane_pack_quarters__avx512(size_t filter_block, size_t num_filters, size_t num_words,
                                                      const uint64_t* rows, void* packed) {
  const size_t num_blocks = (num_filters + filter_block - 1) / filter_block;
  const uint64_t nbytes = (uint64_t)num_blocks * LANES * num_words * sizeof *rows;
  if (packed == NULL) return nbytes;
  memset(packed, 0, (size_t)nbytes);
  for (size_t filter = 0; filter < num_filters; filter++) {
    uint16_t* to = (uint16_t*)packed + filter / LANES * LANES * num_words * QUARTERS + filter % LANES;
    for (size_t k = 0; k < num_words * QUARTERS; k++) {
      to[k * LANES] = (uint16_t)(rows[filter * num_words + k / QUARTERS] >> k % QUARTERS * 16);
    }
  }
  return nbytes;
}

static inline __m512i load(const void* from) { return _mm512_loadu_si512(from); }

static inline __m512i broadcast_quarter(const uint64_t* row, size_t quarter) {
  int16_t bits;
  memcpy(&bits, (const uint8_t*)row + quarter * sizeof bits, sizeof bits);
  return _mm512_set1_epi16(bits);
}

static inline __m512i add_count(__m512i sums, __m512i a, __m512i w) {
  return _mm512_add_epi16(sums, _mm512_popcnt_epi16(_mm512_xor_si512(a, w)));
}

// Four pixels' words from pixel m on; past the last one the first of them again.
struct pixels {
  size_t num;
  const uint64_t* rows[PIXELS];
};

static inline struct pixels pixels_at(size_t m, size_t num_pixels, const uint64_t* a, size_t num_words) {
  struct pixels pixels = {.num = min_size(num_pixels - m, PIXELS)};
  for (size_t i = 0; i < PIXELS; i++) pixels.rows[i] = a + (m + (i < pixels.num ? i : 0)) * num_words;
  return pixels;
}

// A block of filters and, if there are two, the next.
struct filters {
  size_t num;
  const uint16_t *first, *second;
};

static inline struct filters filters_at(size_t block, size_t num_blocks, const void* w, size_t num_words) {
  const size_t step = LANES * QUARTERS * num_words;
  const uint16_t* first = (const uint16_t*)w + block * step;
  return (struct filters){min_size(num_blocks - block, MOST_VECTORS), first, first + step};
}

// num_vectors is a constant. k, end: quarters.
static inline __attribute__((always_inline)) void count_quarters(size_t num_vectors, size_t k, size_t end,
                                                                 const struct pixels* pixels,
                                                                 const struct filters* filters,
                                                                 __m512i sums[PIXELS][MOST_VECTORS]) {
  __m512i first[PIXELS], second[PIXELS];
  for (size_t i = 0; i < PIXELS; i++) first[i] = second[i] = _mm512_setzero_si512();
  for (; k < end; k++) {
    const __m512i w0 = load(filters->first + k * LANES);
    const __m512i w1 = num_vectors == 1 ? w0 : load(filters->second + k * LANES);
    for (size_t i = 0; i < PIXELS; i++) {
      const __m512i pixel = broadcast_quarter(pixels->rows[i], k);
      first[i] = add_count(first[i], pixel, w0);
      if (num_vectors == 2) second[i] = add_count(second[i], pixel, w1);
      __asm__("" : "+v"(first[i]), "+v"(second[i]));  // else gcc 12 holds each sum twice
    }
  }
  for (size_t i = 0; i < PIXELS; i++) sums[i][0] = first[i], sums[i][1] = second[i];
}

// Counts the words [first, end).
static inline void count_words(size_t first, size_t end, const struct pixels* pixels, const struct filters* filters,
                               __m512i sums[PIXELS][MOST_VECTORS]) {
  if (filters->num == 2) {
    count_quarters(2, first * QUARTERS, end * QUARTERS, pixels, filters, sums);
  } else {
    count_quarters(1, first * QUARTERS, end * QUARTERS, pixels, filters, sums);
  }
}

// base - 2 * count for the filters of a vector.
static inline void store_acc(int32_t* acc, const int32_t* base, __m512i counts) {
  const __m512i first = _mm512_cvtepu16_epi32(_mm512_castsi512_si256(counts));
  const __m512i last = _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(counts, 1));
  _mm512_storeu_si512(acc, _mm512_sub_epi32(load(base), _mm512_slli_epi32(first, 1)));
  _mm512_storeu_si512(acc + 16, _mm512_sub_epi32(load(base + 16), _mm512_slli_epi32(last, 1)));
}

// The signs of a vector's filters: bit = count > most or, unless that is NULL, count < least.
static inline uint32_t signs_of(const int16_t* most, const int16_t* least, __m512i counts) {
  const __mmask32 above = _mm512_cmpgt_epi16_mask(counts, load(most));
  return least == NULL ? above : above | _mm512_cmplt_epi16_mask(counts, load(least));
}

void bitplane_bgemm_4x64__avx512(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                 const void* w, const int32_t* const* base, int32_t* acc, size_t ldacc) {
  for (size_t first = 0; first < num_words; first += MOST_WORDS) {
    const size_t end = min_size(num_words, first + MOST_WORDS);
    for (size_t m = 0; m < num_pixels; m += PIXELS) {
      const struct pixels pixels = pixels_at(m, num_pixels, a, num_words);
      for (size_t block = 0; block < num_blocks; block += MOST_VECTORS) {
        const struct filters filters = filters_at(block, num_blocks, w, num_words);
        __m512i sums[PIXELS][MOST_VECTORS];
        count_words(first, end, &pixels, &filters, sums);
        for (size_t i = 0; i < pixels.num; i++) {
          for (size_t v = 0; v < filters.num; v++) {
            const size_t n = (block + v) * LANES;
            int32_t* to = acc + (m + i) * ldacc + n;
            store_acc(to, first == 0 ? base[m + i] + n : to, sums[i][v]);
          }
        }
      }
    }
  }
}

void bitplane_bgemm_signs_4x64__avx512(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                       const void* w, const int16_t* const* limits, bool has_least, uint64_t* bits) {
  const size_t row_words = (num_blocks * LANES + 63) / 64;
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const struct pixels pixels = pixels_at(m, num_pixels, a, num_words);
    uint64_t* rows = bits + m * row_words;
    for (size_t i = 0; i < pixels.num; i++) rows[(i + 1) * row_words - 1] = 0;
    for (size_t block = 0; block < num_blocks; block += MOST_VECTORS) {
      const struct filters filters = filters_at(block, num_blocks, w, num_words);
      __m512i sums[PIXELS][MOST_VECTORS];
      count_words(0, num_words, &pixels, &filters, sums);
      for (size_t i = 0; i < pixels.num; i++) {
        for (size_t v = 0; v < filters.num; v++) {
          const size_t n = (block + v) * LANES;
          const int16_t* most = limits[m + i] + n;
          const int16_t* least = has_least ? most + num_blocks * LANES : NULL;
          const uint32_t signs = signs_of(most, least, sums[i][v]);
          memcpy((uint8_t*)(rows + i * row_words) + n / 8, &signs, sizeof signs);
        }
      }
    }
  }
}

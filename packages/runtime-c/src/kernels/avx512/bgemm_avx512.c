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
  MAX_PIXELS = 5,
  LANES = 32,       // filters of a vector, the filter block
  MAX_VECTORS = 2,  // that share a pixel's broadcasts
  QUARTERS = 4,     // of a word, 16 bits each
  MAX_WORDS = 1023  // whose counts fit 16 bits: 64 * 1023 = 65472
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
    const uint8_t* from = (const uint8_t*)(rows + filter * num_words);
    uint16_t* to = (uint16_t*)packed + filter / LANES * LANES * num_words * QUARTERS + filter % LANES;
#pragma GCC unroll 1
    for (size_t k = 0; k < num_words * QUARTERS; k++) memcpy(to + k * LANES, from + k * sizeof *to, sizeof *to);
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

// Pixels under filters.
struct product {
  size_t num_pixels, num_blocks, num_words;
  const uint64_t* a;
  const uint16_t* w;
};

// Returns how many of the pixels that are left make the next tile: four, or five where that avoids a small last tile.
static inline size_t tile_pixels(size_t left) {
  const size_t rest = left % PIXELS;
  return rest > 0 && left >= rest * MAX_PIXELS ? MAX_PIXELS : min_size(left, PIXELS);
}

// Lists the words of num (a constant) pixels, starting at pixel m; pixels past the last one are replaced by pixel m.
static inline __attribute__((always_inline)) void list_rows(size_t num, const struct product* product, size_t m,
                                                            const uint64_t* rows[MAX_PIXELS]) {
  for (size_t i = 0; i < num; i++) {
    rows[i] = product->a + (m + i < product->num_pixels ? m + i : m) * product->num_words;
  }
}

// What a walk over the product counts: words and blocks, each [first, end).
struct part {
  size_t first_word, end_word, first_block, end_block;
};

// Counts num_pixels pixels under num_vectors blocks of filters from this one on; both numbers are constants.
static inline __attribute__((always_inline)) void count(size_t num_pixels, size_t num_vectors,
                                                        const struct product* product, const struct part* part,
                                                        size_t block, const uint64_t* const rows[MAX_PIXELS],
                                                        __m512i sums[MAX_PIXELS][MAX_VECTORS]) {
  const size_t step = LANES * QUARTERS * product->num_words, end = part->end_word * QUARTERS;
  const uint16_t* w = product->w + block * step;
  __m512i first[MAX_PIXELS], second[MAX_PIXELS];  // one array of both gcc 12 would hold in memory
#pragma GCC unroll 5
  for (size_t i = 0; i < num_pixels; i++) first[i] = second[i] = _mm512_setzero_si512();
  for (size_t k = part->first_word * QUARTERS; k < end; k++) {
    const __m512i w0 = load(w + k * LANES), w1 = num_vectors == 1 ? w0 : load(w + step + k * LANES);
#pragma GCC unroll 5
    for (size_t i = 0; i < num_pixels; i++) {
      const __m512i pixel = broadcast_quarter(rows[i], k);
      first[i] = add_count(first[i], pixel, w0);
      if (num_vectors == 2) second[i] = add_count(second[i], pixel, w1);
      __asm__("" : "+v"(first[i]), "+v"(second[i]));  // else gcc 12 holds each sum twice
    }
  }
#pragma GCC unroll 5
  for (size_t i = 0; i < num_pixels; i++) sums[i][0] = first[i], sums[i][1] = second[i];
}

// base - 2 * count for the filters of a vector.
static inline void store_acc(int32_t* acc, const int32_t* base, __m512i counts) {
  const __m512i first = _mm512_cvtepu16_epi32(_mm512_castsi512_si256(counts));
  const __m512i last = _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(counts, 1));
  _mm512_storeu_si512(acc, _mm512_sub_epi32(load(base), _mm512_slli_epi32(first, 1)));
  _mm512_storeu_si512(acc + 16, _mm512_sub_epi32(load(base + 16), _mm512_slli_epi32(last, 1)));
}

// The signs of a vector's filters: bit = count > max_count or, unless min_count is NULL,
// count < min_count.
static inline uint32_t signs_of(const int16_t* max_count, const int16_t* min_count, __m512i counts) {
  const __mmask32 above = _mm512_cmpgt_epi16_mask(counts, load(max_count));
  return min_count == NULL ? above : above | _mm512_cmplt_epi16_mask(counts, load(min_count));
}

// Where the sums of pixels go; base: NULL to add to what is there.
struct sums {
  const int32_t* const* base;
  int32_t* acc;
  size_t ldacc;
};

// Pixels [m, m + num), four or fewer, under num_vectors (a constant) blocks at a time. No fives: code for a few percent
// of layers whose sums are wanted would be too much.
static inline __attribute__((always_inline)) void multiply_tile(size_t num_vectors, size_t m, size_t num,
                                                                const struct product* product, const struct part* part,
                                                                const struct sums* to) {
  const uint64_t* rows[MAX_PIXELS];
  list_rows(PIXELS, product, m, rows);
  for (size_t block = part->first_block; block < part->end_block; block += num_vectors) {
    __m512i sums[MAX_PIXELS][MAX_VECTORS];
    count(PIXELS, num_vectors, product, part, block, rows, sums);
#pragma GCC unroll 1
    for (size_t i = 0; i < num; i++) {
      for (size_t v = 0; v < num_vectors; v++) {
        const size_t n = (block + v) * LANES;
        int32_t* acc = to->acc + (m + i) * to->ldacc + n;
        store_acc(acc, to->base == NULL ? acc : to->base[m + i] + n, sums[i][v]);
      }
    }
  }
}

// An odd number's last block comes after all others, so that the walk over pairs of blocks has no branch for it.
void bitplane_bgemm_4x64__avx512(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                 const void* w, const int32_t* const* base, int32_t* acc, size_t ldacc) {
  const struct product product = {num_pixels, num_blocks, num_words, a, w};
  const size_t paired = num_blocks - num_blocks % MAX_VECTORS;
  for (size_t word = 0; word < num_words; word += MAX_WORDS) {
    const size_t end = min_size(num_words, word + MAX_WORDS);
    const struct part pairs = {word, end, 0, paired}, last = {word, end, paired, num_blocks};
    const struct sums to = {word == 0 ? base : NULL, acc, ldacc};
    for (size_t m = 0; paired > 0 && m < num_pixels; m += PIXELS) {
      multiply_tile(MAX_VECTORS, m, min_size(num_pixels - m, PIXELS), &product, &pairs, &to);
    }
    for (size_t m = 0; paired < num_blocks && m < num_pixels; m += PIXELS) {
      multiply_tile(1, m, min_size(num_pixels - m, PIXELS), &product, &last, &to);
    }
  }
}

// The limits that decide the signs of pixels, and where the signs go.
struct signs {
  const int16_t* const* limits;
  size_t min_at;  // after max_count, in numbers; 0 where there is none
  uint64_t* bits;
  size_t row_words;
};

// Pixels [m, m + num) under num_vectors (a constant) blocks at a time; max_pixels (a constant): pixels that are
// counted.
static inline __attribute__((always_inline)) void sign_tile(size_t max_pixels, size_t num_vectors, size_t m, size_t num,
                                                            const struct product* product, const struct part* part,
                                                            const struct signs* to) {
  const uint64_t* rows[MAX_PIXELS];
  list_rows(max_pixels, product, m, rows);
  uint64_t* bits = to->bits + m * to->row_words;
  for (size_t block = part->first_block; block < part->end_block; block += num_vectors) {
    __m512i sums[MAX_PIXELS][MAX_VECTORS];
    count(max_pixels, num_vectors, product, part, block, rows, sums);
#pragma GCC unroll 1
    for (size_t i = 0; i < num; i++) {
      for (size_t v = 0; v < num_vectors; v++) {
        const size_t n = (block + v) * LANES;
        const int16_t* max_count = to->limits[m + i] + n;
        const int16_t* min_count = to->min_at == 0 ? NULL : max_count + to->min_at;
        const uint32_t word = signs_of(max_count, min_count, sums[i][v]);
        memcpy((uint8_t*)(bits + i * to->row_words) + n / 8, &word, sizeof word);
      }
    }
  }
}

void bitplane_bgemm_signs_4x64__avx512(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                       const void* w, const int16_t* const* limits, bool has_min, uint64_t* bits) {
  const struct product product = {num_pixels, num_blocks, num_words, a, w};
  const size_t num_filters = num_blocks * LANES, paired = num_blocks - num_blocks % MAX_VECTORS;
  const struct part pairs = {0, num_words, 0, paired}, last = {0, num_words, paired, num_blocks};
  const struct signs to = {limits, has_min ? num_filters : 0, bits, (num_filters + 63) / 64};
  for (size_t m = 0, num; paired > 0 && m < num_pixels; m += num) {
    num = tile_pixels(num_pixels - m);
    if (num == MAX_PIXELS) {
      sign_tile(MAX_PIXELS, MAX_VECTORS, m, MAX_PIXELS, &product, &pairs, &to);
    } else {
      sign_tile(PIXELS, MAX_VECTORS, m, num, &product, &pairs, &to);
    }
  }
  if (paired == num_blocks) return;
  for (size_t m = 0; m < num_pixels; m++) bits[(m + 1) * to.row_words - 1] = 0;
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    sign_tile(PIXELS, 1, m, min_size(num_pixels - m, PIXELS), &product, &last, &to);
  }
}

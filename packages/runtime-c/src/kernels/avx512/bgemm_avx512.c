// Four pixels by 64 filters: each 16-bit lane of two vectors belongs to one filter. vpopcntw makes it three
// instructions for 512 products: XOR with broadcast quarters of a pixel's word, count, add. Lanes are no wider, so
// that counts need no narrowing: one comparison gives the signs of 32 filters.
//
// What is broadcast is 32 bits, quarters k and k + 1, since on Intel 16 bits cost a shuffle on one of the two ports
// that count, and 32 bits from memory are a load alone. Even lanes then count quarter k and odd ones k + 1, and the
// weights are ordered likewise; in the last step odd lanes count the first quarter.
#include <immintrin.h>
#include <string.h>

#include "../word_runs.h"

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

#define ODD_LANES UINT32_C(0xaaaaaaaa)

static size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

// [num_blocks, num_words, QUARTERS, LANES] of 16 bits: quarter k of filters in even lanes, k + 1 of those in odd ones,
// after the last the first.
BITPLANE_ONCE uint64_t bitplane_pack_quarters__avx512(size_t filter_block, size_t num_filters, size_t num_words,
                                                      const uint64_t* rows, void* packed) {
  const size_t num_blocks = (num_filters + filter_block - 1) / filter_block, num_quarters = num_words * QUARTERS;
  const uint64_t nbytes = (uint64_t)num_blocks * LANES * num_words * sizeof *rows;
  if (packed == NULL) return nbytes;
  memset(packed, 0, (size_t)nbytes);
  for (size_t filter = 0; filter < num_filters; filter++) {
    const uint8_t* from = (const uint8_t*)(rows + filter * num_words);
    uint16_t* to = (uint16_t*)packed + filter / LANES * LANES * num_quarters + filter % LANES;
    size_t quarter = filter % 2;
#pragma GCC unroll 1
    for (size_t k = 0; k < num_quarters; k++, quarter++) {
      if (quarter == num_quarters) quarter = 0;
      memcpy(to + k * LANES, from + quarter * sizeof *to, sizeof *to);
    }
  }
  return nbytes;
}

static inline __m512i load(const void* from) { return _mm512_loadu_si512(from); }

static inline uint16_t quarter_of(const uint64_t* row, size_t k) {
  uint16_t bits;
  memcpy(&bits, (const uint8_t*)row + k * sizeof bits, sizeof bits);
  return bits;
}

static inline __m512i broadcast(uint32_t quarters) {
  __m512i all = _mm512_set1_epi32((int32_t)quarters);
  __asm__("" : "+v"(all));  // else gcc 12 has each XOR broadcast for itself, 6 % on Intel
  return all;
}

// Quarters k and k + 1 of a pixel.
static inline __m512i broadcast_quarters(const uint64_t* row, size_t k) {
  uint32_t bits;
  memcpy(&bits, (const uint8_t*)row + k * sizeof(uint16_t), sizeof bits);
  return broadcast(bits);
}

static inline __m512i add_count(__m512i sums, __m512i a, __m512i w) {
  return _mm512_add_epi16(sums, _mm512_popcnt_epi16(_mm512_xor_si512(a, w)));
}

// Returns how many of the pixels that are left make the next tile: four, or five where that avoids a small last tile.
static inline size_t tile_pixels(size_t left) {
  const size_t rest = left % PIXELS;
  return rest > 0 && left >= rest * MAX_PIXELS ? MAX_PIXELS : min_size(left, PIXELS);
}

// Lists the words of num (a constant) pixels, starting at pixel m; pixels past the last one are replaced by pixel m.
static inline __attribute__((always_inline)) void list_rows(size_t num, const struct bitplane_bgemm_operands* o,
                                                            size_t m, const uint64_t* rows[MAX_PIXELS]) {
  for (size_t i = 0; i < num; i++) rows[i] = o->a[m + i < o->num_pixels ? m + i : m];
}

// Blocks of filters, [first, end).
struct blocks {
  size_t first, end;
};

// Weights of the step that closes the quarters [first, end): the last one in even lanes, the first in odd ones. w: of
// a block, of num_quarters.
static inline __m512i closing_weights(const uint16_t* w, size_t first, size_t end, size_t num_quarters) {
  const size_t before = (first == 0 ? num_quarters : first) - 1;
  return _mm512_mask_blend_epi16(ODD_LANES, load(w + (end - 1) * LANES), load(w + before * LANES));
}

// Counts num_pixels pixels under num_vectors blocks of filters from this one on; both numbers are constants.
static inline __attribute__((always_inline)) void count(size_t num_pixels, size_t num_vectors,
                                                        const struct bitplane_bgemm_operands* o, size_t block,
                                                        const uint64_t* const rows[MAX_PIXELS],
                                                        __m512i sums[MAX_PIXELS][MAX_VECTORS]) {
  const size_t num_quarters = o->filter_words * QUARTERS, step = LANES * num_quarters;
  const uint16_t* filters = (const uint16_t*)o->w + block * step;
  __m512i first[MAX_PIXELS], second[MAX_PIXELS];  // one array of both gcc 12 would hold in memory
#pragma GCC unroll 5
  for (size_t i = 0; i < num_pixels; i++) first[i] = second[i] = _mm512_setzero_si512();
  for (const struct bitplane_word_run *run = o->runs, *end = run + o->num_runs; run < end; run++) {
    const size_t start = run->w * QUARTERS, last = run->num_words * QUARTERS - 1;
    const uint16_t* w = filters + start * LANES;
    const uint64_t* a[MAX_PIXELS];
#pragma GCC unroll 5
    for (size_t i = 0; i < num_pixels; i++) a[i] = rows[i] + run->a;
    for (size_t k = 0; k < last; k++) {
      const __m512i w0 = load(w + k * LANES), w1 = num_vectors == 1 ? w0 : load(w + step + k * LANES);
#pragma GCC unroll 5
      for (size_t i = 0; i < num_pixels; i++) {
        const __m512i pixel = broadcast_quarters(a[i], k);
        first[i] = add_count(first[i], pixel, w0);
        if (num_vectors == 2) second[i] = add_count(second[i], pixel, w1);
        __asm__("" : "+v"(first[i]), "+v"(second[i]));  // else gcc 12 holds each sum twice
      }
    }
    const __m512i w0 = closing_weights(filters, start, start + last + 1, num_quarters);
    const __m512i w1 = num_vectors == 1 ? w0 : closing_weights(filters + step, start, start + last + 1, num_quarters);
#pragma GCC unroll 5
    for (size_t i = 0; i < num_pixels; i++) {
      const __m512i pixel = broadcast(quarter_of(a[i], last) | (uint32_t)quarter_of(a[i], 0) << 16);
      first[i] = add_count(first[i], pixel, w0);
      if (num_vectors == 2) second[i] = add_count(second[i], pixel, w1);
      __asm__("" : "+v"(first[i]), "+v"(second[i]));
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

// Makes the sums of four pixels from m on, or of those that are there, under num_vectors (a constant) blocks at a time.
// No fives: code for a few percent of layers whose sums are wanted would be too much.
static inline __attribute__((always_inline)) void multiply_tile(size_t num_vectors, size_t m,
                                                                const struct bitplane_bgemm_operands* o,
                                                                struct blocks blocks, const int32_t* const* from,
                                                                int32_t* const* acc) {
  const uint64_t* rows[MAX_PIXELS];
  const size_t num = min_size(o->num_pixels - m, PIXELS);
  list_rows(PIXELS, o, m, rows);
  for (size_t block = blocks.first; block < blocks.end; block += num_vectors) {
    __m512i sums[MAX_PIXELS][MAX_VECTORS];
    count(PIXELS, num_vectors, o, block, rows, sums);
#pragma GCC unroll 1
    for (size_t i = 0; i < num; i++) {
      for (size_t v = 0; v < num_vectors; v++) {
        const size_t n = (block + v) * LANES;
        store_acc(acc[m + i] + n, from[m + i] + n, sums[i][v]);
      }
    }
  }
}

// An odd number's last block comes after all others, so that the walk over pairs of blocks has no branch for it.
void bitplane_bgemm_4x64__avx512(const struct bitplane_bgemm_operands* operands, const int32_t* const* base,
                                 int32_t* const* acc) {
  const size_t num_blocks = operands->num_blocks, paired = num_blocks - num_blocks % MAX_VECTORS;
  const struct blocks pairs = {0, paired}, last = {paired, num_blocks};
  struct bitplane_run_walk walk = {.operands = operands};
  struct bitplane_word_run piece[BITPLANE_MAX_WORD_RUNS];
  struct bitplane_bgemm_operands o = *operands;
  o.runs = piece;
  for (const int32_t* const* from = base; (o.num_runs = bitplane_next_piece(&walk, MAX_WORDS, piece)) > 0;) {
    for (size_t m = 0; paired > 0 && m < o.num_pixels; m += PIXELS) multiply_tile(MAX_VECTORS, m, &o, pairs, from, acc);
    for (size_t m = 0; paired < num_blocks && m < o.num_pixels; m += PIXELS) multiply_tile(1, m, &o, last, from, acc);
    from = (const int32_t* const*)acc;
  }
}

// The limits that decide the signs of pixels, and where the signs go.
struct signs {
  const int16_t* const* limits;
  size_t min_at;  // after max_count, in numbers; 0 where there is none
  uint64_t* const* bits;
};

// Pixels [m, m + num) under num_vectors (a constant) blocks at a time; max_pixels (a constant): pixels that are
// counted.
static inline __attribute__((always_inline)) void sign_tile(size_t max_pixels, size_t num_vectors, size_t m, size_t num,
                                                            const struct bitplane_bgemm_operands* o,
                                                            struct blocks blocks, const struct signs* to) {
  const uint64_t* rows[MAX_PIXELS];
  list_rows(max_pixels, o, m, rows);
  for (size_t block = blocks.first; block < blocks.end; block += num_vectors) {
    __m512i sums[MAX_PIXELS][MAX_VECTORS];
    count(max_pixels, num_vectors, o, block, rows, sums);
#pragma GCC unroll 1
    for (size_t i = 0; i < num; i++) {
      for (size_t v = 0; v < num_vectors; v++) {
        const size_t n = (block + v) * LANES;
        const int16_t* max_count = to->limits[m + i] + n;
        const int16_t* min_count = to->min_at == 0 ? NULL : max_count + to->min_at;
        const uint64_t signs = signs_of(max_count, min_count, sums[i][v]);
        // A single block is the first half of the last word, whose other half is 0.
        memcpy((uint8_t*)to->bits[m + i] + n / 8, &signs, num_vectors == 1 ? sizeof signs : sizeof signs / 2);
      }
    }
  }
}

void bitplane_bgemm_signs_4x64__avx512(const struct bitplane_bgemm_operands* operands, const int16_t* const* limits,
                                       bool has_min, uint64_t* const* bits) {
  const size_t num_pixels = operands->num_pixels, num_blocks = operands->num_blocks;
  const size_t num_filters = num_blocks * LANES, paired = num_blocks - num_blocks % MAX_VECTORS;
  const struct blocks pairs = {0, paired}, last = {paired, num_blocks};
  const struct signs to = {limits, has_min ? num_filters : 0, bits};
  for (size_t m = 0, num; paired > 0 && m < num_pixels; m += num) {
    num = tile_pixels(num_pixels - m);
    if (num == MAX_PIXELS) {
      sign_tile(MAX_PIXELS, MAX_VECTORS, m, MAX_PIXELS, operands, pairs, &to);
    } else {
      sign_tile(PIXELS, MAX_VECTORS, m, num, operands, pairs, &to);
    }
  }
  for (size_t m = 0; paired < num_blocks && m < num_pixels; m += PIXELS) {
    sign_tile(PIXELS, 1, m, min_size(num_pixels - m, PIXELS), operands, last, &to);
  }
}

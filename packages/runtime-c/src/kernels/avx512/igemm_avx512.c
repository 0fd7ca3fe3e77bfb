// Four pixels by sixty-four filters: vpdpbusd adds the products of four bytes with four weights in each of sixteen
// lanes, exactly: only its sibling vpdpbusds saturates.
#include <immintrin.h>
#include <string.h>

#include "../../bits.h"
#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x64__avx512;
bitplane_igemm_signs_fn bitplane_igemm_signs_4x64__avx512;

enum { PIXELS = 4, LANES = 16, MAX_VECTORS = 4, UNIT = 4 };

// Pixels side by side under the same filters, which start at `n`. The sums go to acc or, where that is NULL, their
// signs to bits.
struct tile {
  size_t num_pixels, num_blocks, depth;
  const uint8_t* a;
  const int8_t* w;
  const int32_t* base;
  int32_t* acc;
  size_t ldacc;
  const uint8_t* flip;
  uint8_t* bits;
  size_t row_nbytes;  // of bits
};

static inline __m512i broadcast_unit(const uint8_t* bytes) {
  int32_t unit;
  memcpy(&unit, bytes, sizeof unit);
  return _mm512_set1_epi32(unit);
}

static inline uint64_t signs_of(__m512i sums) { return _mm512_cmplt_epi32_mask(sums, _mm512_setzero_si512()); }

// The signs of all vectors, sixteen bits each.
static inline __attribute__((always_inline)) void store_signs(size_t num_vectors, const __m512i* sums,
                                                              const uint8_t* flip, uint8_t* bits) {
  uint64_t signs = 0, flips = 0;
  for (size_t v = 0; v < num_vectors; v++) signs |= signs_of(sums[v]) << (v * LANES);
  memcpy(&flips, flip, num_vectors * LANES / 8);
  signs ^= flips;
  memcpy(bits, &signs, num_vectors * LANES / 8);
}

// num_vectors is a constant. block: the first of this many.
static inline __attribute__((always_inline)) void multiply_blocks(const struct tile* tile, size_t num_vectors,
                                                                  size_t block) {
  const int32_t* base = tile->base + block * LANES;
  const int8_t* w = tile->w + block * LANES * tile->depth;
  for (size_t m = 0; m < tile->num_pixels; m += PIXELS) {
    const size_t num_rows = tile->num_pixels - m < PIXELS ? tile->num_pixels - m : PIXELS;
    const uint8_t* rows[PIXELS];  // some of which may be the same
    __m512i sums[PIXELS][MAX_VECTORS];
    for (size_t i = 0; i < PIXELS; i++) {
      rows[i] = tile->a + (m + (i < num_rows ? i : 0)) * tile->depth;
      for (size_t v = 0; v < num_vectors; v++) sums[i][v] = _mm512_loadu_si512(base + v * LANES);
    }
    for (size_t k = 0; k < tile->depth; k += UNIT) {
      __m512i weights[MAX_VECTORS];
      for (size_t v = 0; v < num_vectors; v++) weights[v] = _mm512_loadu_si512(w + (v * tile->depth + k) * LANES);
      for (size_t i = 0; i < PIXELS; i++) {
        const __m512i x = broadcast_unit(rows[i] + k);
        for (size_t v = 0; v < num_vectors; v++) {
          sums[i][v] = _mm512_dpbusd_epi32(sums[i][v], x, weights[v]);
          __asm__("" : "+v"(sums[i][v]));  // else gcc 12 holds each sum twice, and half of them in memory
        }
      }
    }
    for (size_t i = 0; i < PIXELS; i++) {
      if (i >= num_rows) break;
      if (tile->acc == NULL) {
        const size_t at = block * LANES / 8;
        store_signs(num_vectors, sums[i], tile->flip + at, tile->bits + (m + i) * tile->row_nbytes + at);
        continue;
      }
      int32_t* row = tile->acc + (m + i) * tile->ldacc + block * LANES;
      for (size_t v = 0; v < num_vectors; v++) _mm512_storeu_si512(row + v * LANES, sums[i][v]);
    }
  }
}

static void multiply(const struct tile* tile) {
  size_t block = 0;
  for (; block + 4 <= tile->num_blocks; block += 4) multiply_blocks(tile, 4, block);
  if (block + 2 <= tile->num_blocks) {
    multiply_blocks(tile, 2, block);
    block += 2;
  }
  if (block < tile->num_blocks) multiply_blocks(tile, 1, block);
}

void bitplane_igemm_4x64__avx512(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* w,
                                 const int32_t* base, int32_t* acc, size_t ldacc) {
  multiply(&(struct tile){num_pixels, num_blocks, depth, a, w, base, .acc = acc, .ldacc = ldacc});
}

void bitplane_igemm_signs_4x64__avx512(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* w,
                                       const int32_t* base, const uint64_t* flip, uint64_t* bits) {
  const size_t num_words = bitplane_row_words(num_blocks * LANES);
  for (size_t m = 0; m < num_pixels; m++) bits[(m + 1) * num_words - 1] = 0;
  multiply(&(struct tile){num_pixels, num_blocks, depth, a, w, base, NULL, 0, (const uint8_t*)flip, (uint8_t*)bits,
                          num_words * sizeof *bits});
}

#define BYTE_LANES 16
#define BYTE_VECTORS 4

struct channel_sums {
  __m512i of;
};

static inline struct channel_sums load_channel_sums(const int32_t* base) {
  return (struct channel_sums){_mm512_loadu_si512(base)};
}

static inline void store_channel_sums(struct channel_sums sums, int32_t* y) { _mm512_storeu_si512(y, sums.of); }

// A product fits int16.
static inline struct channel_sums add_products(struct channel_sums sums, const uint8_t* x, const int16_t* w) {
  const __m256i bytes = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i*)x));
  const __m256i products = _mm256_mullo_epi16(bytes, _mm256_loadu_si256((const __m256i*)w));
  return (struct channel_sums){_mm512_add_epi32(sums.of, _mm512_cvtepi16_epi32(products))};
}

#include "../byte_channels.h"

BITPLANE_DEFINE_BYTE_CHANNELS(bitplane_byte_channels_16__avx512)

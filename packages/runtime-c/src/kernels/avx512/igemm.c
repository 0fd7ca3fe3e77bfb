// Four pixels by sixty-four filters: vpdpbusd adds the products of four bytes with four weights in each of sixteen
// lanes, exactly: only its sibling vpdpbusds saturates.
#include <immintrin.h>
#include <string.h>

#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x64__avx512;

enum { PIXELS = 4, LANES = 16, MOST_VECTORS = 4, UNIT = 4 };

static inline __m512i broadcast_unit(const uint8_t* bytes) {
  int32_t unit;
  memcpy(&unit, bytes, sizeof unit);
  return _mm512_set1_epi32(unit);
}

// Pixels side by side under the same filters.
struct tile {
  size_t num_pixels, depth;
  const uint8_t* a;
  const int32_t* base;
  int32_t* acc;
  size_t ldacc;
};

// Both numbers are constants. rows: the pixels' activations, some of which may be the same.
static inline __attribute__((always_inline)) void multiply(size_t num_vectors, size_t depth,
                                                           const uint8_t* const rows[PIXELS], const int8_t* w,
                                                           __m512i sums[PIXELS * MOST_VECTORS]) {
  for (size_t k = 0; k < depth; k += UNIT) {
    __m512i weights[MOST_VECTORS];
    for (size_t v = 0; v < num_vectors; v++) weights[v] = _mm512_loadu_si512(w + (v * depth + k) * LANES);
    for (size_t m = 0; m < PIXELS; m++) {
      const __m512i x = broadcast_unit(rows[m] + k);
      for (size_t v = 0; v < num_vectors; v++) {
        sums[m * num_vectors + v] = _mm512_dpbusd_epi32(sums[m * num_vectors + v], x, weights[v]);
      }
    }
  }
}

static inline __attribute__((always_inline)) void multiply_tile(const struct tile* tile, size_t num_vectors, size_t n,
                                                                const int8_t* w) {
  for (size_t m = 0; m < tile->num_pixels; m += PIXELS) {
    const size_t num_rows = tile->num_pixels - m < PIXELS ? tile->num_pixels - m : PIXELS;
    const uint8_t* rows[PIXELS];
    __m512i sums[PIXELS * MOST_VECTORS];
    for (size_t i = 0; i < PIXELS; i++) {
      rows[i] = tile->a + (m + (i < num_rows ? i : 0)) * tile->depth;
      for (size_t v = 0; v < num_vectors; v++) {
        sums[i * num_vectors + v] = _mm512_loadu_si512(tile->base + n + v * LANES);
      }
    }
    multiply(num_vectors, tile->depth, rows, w, sums);
    for (size_t i = 0; i < num_rows; i++) {
      int32_t* row = tile->acc + (m + i) * tile->ldacc + n;
      for (size_t v = 0; v < num_vectors; v++) _mm512_storeu_si512(row + v * LANES, sums[i * num_vectors + v]);
    }
  }
}

void bitplane_igemm_4x64__avx512(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* w,
                                 const int32_t* base, int32_t* acc, size_t ldacc) {
  const struct tile tile = {num_pixels, depth, a, base, acc, ldacc};
  const int8_t* weights = w;
  size_t block = 0;
  for (; block + 4 <= num_blocks; block += 4) multiply_tile(&tile, 4, block * LANES, weights + block * LANES * depth);
  if (block + 2 <= num_blocks) {
    multiply_tile(&tile, 2, block * LANES, weights + block * LANES * depth);
    block += 2;
  }
  if (block < num_blocks) multiply_tile(&tile, 1, block * LANES, weights + block * LANES * depth);
}

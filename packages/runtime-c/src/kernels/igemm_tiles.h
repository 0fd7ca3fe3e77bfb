// The loops of igemm kernels over tiles of four pixels by a block of filters, whose activations and weights are int16.
// The including file must define, before this header:
//   PIXELS = 4, FILTERS: the tile;
//   struct sums: of a tile, in vectors;
//   multiply(depth, rows, w, base, sums): the tile's sums; rows: the pixels' activations, some of which may be the
//   same; store_sums(sums, pixel, acc): one pixel's sums, of FILTERS filters; signs_of(sums, signs): for each pixel,
//   bit n is whether the sum of filter n is below 0.
#ifndef BITPLANE_KERNELS_IGEMM_TILES_H_
#define BITPLANE_KERNELS_IGEMM_TILES_H_

#include "../bits.h"
#include "kernels.h"

// Finds the activations of up to four pixels from `m` on; missing pixels repeat the first. Returns how many exist.
static inline size_t find_rows(size_t num_pixels, size_t m, size_t depth, const int16_t* a,
                               const int16_t* rows[PIXELS]) {
  const size_t num_rows = num_pixels - m < PIXELS ? num_pixels - m : PIXELS;
  for (size_t i = 0; i < PIXELS; i++) rows[i] = a + (m + (i < num_rows ? i : 0)) * depth;
  return num_rows;
}

// As bitplane_igemm_fn.
static inline __attribute__((always_inline)) void multiply_tiles(size_t num_pixels, size_t num_blocks, size_t depth,
                                                                 const void* a, const void* weights,
                                                                 const int32_t* base, int32_t* acc, size_t ldacc) {
  const int16_t* w = weights;
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const int16_t* rows[PIXELS];
    const size_t num_rows = find_rows(num_pixels, m, depth, a, rows);
    for (size_t n = 0; n < num_blocks * FILTERS; n += FILTERS) {
      struct sums sums;
      multiply(depth, rows, w + n * depth, base + n, &sums);
      for (size_t i = 0; i < PIXELS; i++) {
        if (i >= num_rows) break;
        store_sums(&sums, i, acc + (m + i) * ldacc + n);
      }
    }
  }
}

// As bitplane_igemm_signs_fn.
static inline __attribute__((always_inline)) void multiply_tiles_to_signs(size_t num_pixels, size_t num_blocks,
                                                                          size_t depth, const void* a,
                                                                          const void* weights, const int32_t* base,
                                                                          const uint64_t* flip, uint64_t* bits) {
  const int16_t* w = weights;
  const size_t num_words = bitplane_row_words(num_blocks * FILTERS);
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const int16_t* rows[PIXELS];
    const size_t num_rows = find_rows(num_pixels, m, depth, a, rows);
    for (size_t word = 0; word < num_words; word++) {
      uint64_t words[PIXELS] = {flip[word], flip[word], flip[word], flip[word]};
      const size_t first = word * BITPLANE_WORD_BITS, left = num_blocks * FILTERS - first;
      for (size_t n = 0; n < left && n < BITPLANE_WORD_BITS; n += FILTERS) {
        struct sums sums;
        uint64_t signs[PIXELS];
        multiply(depth, rows, w + (first + n) * depth, base + first + n, &sums);
        signs_of(&sums, signs);
        for (size_t i = 0; i < PIXELS; i++) words[i] ^= signs[i] << n;
      }
      for (size_t i = 0; i < num_rows; i++) bits[(m + i) * num_words + word] = words[i];
    }
  }
}

#endif

// Rows of activations, for kernels of four pixels.
#ifndef BITPLANE_KERNELS_IGEMM_ROWS_H_
#define BITPLANE_KERNELS_IGEMM_ROWS_H_

#include <stddef.h>
#include <stdint.h>

enum { PIXELS = 4 };

// The activations of four pixels from `m` on; the first stands in for those that are not there. Returns how many are.
static inline size_t find_rows(size_t num_pixels, size_t m, size_t depth, const int16_t* a,
                               const int16_t* rows[PIXELS]) {
  const size_t num_rows = num_pixels - m < PIXELS ? num_pixels - m : PIXELS;
  for (size_t i = 0; i < PIXELS; i++) rows[i] = a + (m + (i < num_rows ? i : 0)) * depth;
  return num_rows;
}

#endif

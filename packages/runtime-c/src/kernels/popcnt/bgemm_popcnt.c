// Two pixels by two filters in plain C, for a compiler that has a population count in the instruction set: four counts
// share four loads, and fit the registers with their sums.
#include "../kernels.h"

bitplane_bgemm_fn bitplane_bgemm_2x2__popcnt;

enum { PIXELS = 2, FILTERS = 2 };

static inline int64_t count(uint64_t x) { return __builtin_popcountll(x); }

// Counts where two pixels and two filters differ: [pixel][filter].
static inline void count_2x2(size_t num_words, const uint64_t* const a[PIXELS], const uint64_t* const w[FILTERS],
                             int64_t counts[PIXELS][FILTERS]) {
  int64_t c00 = 0, c01 = 0, c10 = 0, c11 = 0;
#pragma GCC unroll 2
  for (size_t k = 0; k < num_words; k++) {
    c00 += count(a[0][k] ^ w[0][k]);
    c01 += count(a[0][k] ^ w[1][k]);
    c10 += count(a[1][k] ^ w[0][k]);
    c11 += count(a[1][k] ^ w[1][k]);
  }
  counts[0][0] = c00;
  counts[0][1] = c01;
  counts[1][0] = c10;
  counts[1][1] = c11;
}

// After the last pixel or filter the last one is repeated, and written twice.
void bitplane_bgemm_2x2__popcnt(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                const void* packed, const int32_t* const* base, int32_t* acc, size_t ldacc) {
  const uint64_t* w = packed;
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const size_t pixels[PIXELS] = {m, m + 1 < num_pixels ? m + 1 : m};
    const uint64_t* const rows[PIXELS] = {a + pixels[0] * num_words, a + pixels[1] * num_words};
    for (size_t n = 0; n < num_blocks; n += FILTERS) {
      const size_t filters[FILTERS] = {n, n + 1 < num_blocks ? n + 1 : n};
      const uint64_t* const weights[FILTERS] = {w + filters[0] * num_words, w + filters[1] * num_words};
      int64_t counts[PIXELS][FILTERS];
      count_2x2(num_words, rows, weights, counts);
      for (size_t i = 0; i < PIXELS; i++) {
        for (size_t j = 0; j < FILTERS; j++) {
          const size_t pixel = pixels[i], filter = filters[j];
          acc[pixel * ldacc + filter] = base[pixel][filter] - 2 * (int32_t)counts[i][j];
        }
      }
    }
  }
}

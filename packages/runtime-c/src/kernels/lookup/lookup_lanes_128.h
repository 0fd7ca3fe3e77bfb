// lookup_lanes.h for vectors of 16 lanes.
#ifndef BITPLANE_KERNELS_LOOKUP_LANES_128_H_
#define BITPLANE_KERNELS_LOOKUP_LANES_128_H_

#include "../lanes.h"
#include "lookup_tile.h"

static inline vector words_of(const uint64_t* const rows[LANES], size_t k, size_t i) {
  return two64(rows[2 * i][k], rows[2 * i + 1][k]);
}

static inline struct by_parity split_parity(vector a, vector b) {
  static const uint8_t even_then_odd[LANES] = {0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15};
  const vector order = load(even_then_odd), low = shuffle8(a, order), high = shuffle8(b, order);
  return (struct by_parity){zip_low64(low, high), zip_high64(low, high)};
}

static inline void store_rows(uint64_t* words, size_t i, vector first, vector last) {
  store(words + 4 * i, first);
  store(words + 4 * i + 2, last);
}

static inline void store_sums(vector counts, size_t m, size_t num, const int32_t* inside, int32_t* acc, size_t ldacc) {
  if (m >= num) return;
  const vector from = all32(inside[m]), twice = add16(counts, counts);
  store(acc + m * ldacc, sub32(from, zip_low16(twice, zero())));
  store(acc + m * ldacc + 4, sub32(from, zip_high16(twice, zero())));
}

#include "lookup_lanes.h"

#endif

// lookup_bgemm.h for vectors of 16 lanes: two pixels by 64 filters.
#ifndef BITPLANE_KERNELS_LOOKUP_BGEMM_128_H_
#define BITPLANE_KERNELS_LOOKUP_BGEMM_128_H_

#include "../kernels.h"
#include "lookup_tile.h"

// Where a filter goes within a vector, so that store_acc() finds filters 4 * i ... 4 * i + 3 as the 32-bit lanes of one
// vector: its 16-bit sums of even and odd bytes are split into low and high halves.
static size_t lane_of(size_t filter) {
  static const uint8_t byte_of_quarter[] = {0, 2, 1, 3};
  return filter % 4 * 4 + byte_of_quarter[filter / 4];
}

// Where in the table each group of two pixels is: bytes 16 * first, second of a 16-bit offset.
static inline void expand(size_t num_words, const uint64_t* first, const uint64_t* second, uint16_t* offsets) {
  const vector high = all8((int8_t)0xf0), low = all8(0x0f);
  for (size_t k = 0; k < num_words; k++, offsets += BITPLANE_WORD_GROUPS) {
    const vector a = load_half(first + k), b = load_half(second + k);
    store(offsets, zip_low8(and_bits(left16(a, 4), high), and_bits(b, low)));
    store(offsets + 8, zip_low8(and_bits(a, high), and_bits(right16(b, 4), low)));
  }
  for (size_t i = 0; i < BITPLANE_WORD_GROUPS; i += 8) store(offsets + i, all16(BITPLANE_NO_COUNTS));
}

// acc = from - 2 * count for a vector's filters; see lane_of().
static inline void store_acc(int32_t* acc, const int32_t* from, const vector sums[SUMS / 2]) {
  const vector low_half = all32(0xffff);
  const vector even = add16(sums[0], sums[0]), odd = add16(sums[1], sums[1]);
  const vector counts[] = {and_bits(even, low_half), upper16(even), and_bits(odd, low_half), upper16(odd)};
  for (size_t i = 0; i < 4; i++) store(acc + 4 * i, sub32(load(from + 4 * i), counts[i]));
}

// Eight counts in the order of the filters; see lane_of(). All fit int16.
static inline vector in_order(vector sums) { return pack32(and_bits(sums, all32(0xffff)), upper16(sums)); }

// The signs of a vector's filters: bit = count > max_count or, unless min_count is NULL,
// count < min_count.
static inline vector_bits signs_of(const int16_t* max_count, const int16_t* min_count, const vector sums[SUMS / 2]) {
  vector outside[SUMS / 2];
  for (size_t i = 0; i < SUMS / 2; i++) {
    const vector counts = in_order(sums[i]);
    outside[i] = greater16(counts, load(max_count + 8 * i));
    if (min_count != NULL) outside[i] = or_bits(outside[i], greater16(load(min_count + 8 * i), counts));
  }
  return sign_bits8(pack16(outside[0], outside[1]));
}

#include "lookup_bgemm.h"

#endif

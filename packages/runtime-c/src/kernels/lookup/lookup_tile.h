// What the two layouts of table look-up (lookup.h) share: vectors of lanes counted against rows of the table.
#ifndef BITPLANE_KERNELS_LOOKUP_TILE_H_
#define BITPLANE_KERNELS_LOOKUP_TILE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../lookup.h"
#include "vectors.h"

enum {
  MAX_VECTORS = 4,  // that share a row of the table
  STEP_GROUPS = 3,  // counts of a nibble, <= 4 each, may be added: 12 < 16
  CHUNK_WORDS = 3,  // 48 groups: counts <= 192 stay below 256, which decode() needs; their lanes stay in L1
  MAX_WORDS = 510,  // twice a count of this many words fits 16 bits: 2 * 64 * 510 = 65280
  SUMS = 4,         // vectors of 16-bit counts: both of a pair, even and odd lanes
};

static inline size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

// Steps of some groups. What fills the last step up counts nothing.
static inline size_t steps_of(size_t num_groups) { return (num_groups + STEP_GROUPS - 1) / STEP_GROUPS; }

// Groups of a row: whole chunks have no filling (CHUNK_WORDS is a multiple of STEP_GROUPS).
static inline uint64_t row_groups(uint64_t num_words) {
  return (num_words * BITPLANE_WORD_GROUPS + STEP_GROUPS - 1) / STEP_GROUPS * STEP_GROUPS;
}

static inline vector table_row(uint16_t offset) { return load_row((const uint8_t*)&bitplane_pair_counts + offset); }

// Adds a chunk's counts to 16-bit sums, or starts them. A step's sum is four nibbles of a 16-bit word, n0 + 16 n1 + 256
// n2 + 4096 n3 with n0, n2 of the first of the pair. Totals N of the chunk are below 256, so from these sums by bytes,
// modulo 256,
//   raw = (N0 + 16 N1), (N2 + 16 N3) and shifted = (N1 + 16 N2), N3
// each follows from the one before: N3, N2, N1, N0.
static inline void decode(vector raw, vector shifted, bool begins, vector sums[SUMS]) {
  const vector low_byte = all16(255);
  const vector n3 = right16(shifted, 8);
  const vector n2 = and_bits(sub16(right16(raw, 8), left16(n3, 4)), low_byte);
  const vector n1 = and_bits(sub16(shifted, left16(n2, 4)), low_byte);
  const vector n0 = and_bits(sub16(raw, left16(n1, 4)), low_byte);
  const vector counts[SUMS] = {n0, n2, n1, n3};
  for (size_t i = 0; i < SUMS; i++) sums[i] = begins ? counts[i] : add16(sums[i], counts[i]);
}

// What is counted: where in the table each pair's rows are, and the lanes, both group by group.
struct counted {
  const uint16_t* offsets;
  size_t pair_offsets;  // from one pair's to the next's
  const uint8_t* lanes;
  size_t group_lanes;  // from one group's to the next's
  bool begins;         // the sums
};

// Counts some steps for some pairs and vectors side by side; both numbers are constants, and eight accumulators fill
// half the registers. sums: [num_pairs, num_vectors, SUMS].
static inline __attribute__((always_inline)) void count_tile(size_t num_pairs, size_t num_vectors, size_t num_steps,
                                                             const struct counted* counted, vector* sums) {
  const uint16_t* offsets = counted->offsets;
  const uint8_t* lanes = counted->lanes;
  const size_t pair_offsets = counted->pair_offsets, group_lanes = counted->group_lanes;
  vector raw[MAX_VECTORS], shifted[MAX_VECTORS];
  for (size_t i = 0; i < num_pairs * num_vectors; i++) raw[i] = shifted[i] = zero();
  for (size_t step = 0; step < num_steps; step++) {
    for (size_t p = 0; p < num_pairs; p++) {
      const vector row0 = table_row(offsets[p * pair_offsets]);
      const vector row1 = table_row(offsets[p * pair_offsets + 1]);
      const vector row2 = table_row(offsets[p * pair_offsets + 2]);
      for (size_t v = 0; v < num_vectors; v++) {
        const vector count0 = shuffle8(row0, load_lanes(lanes + v * LANES));
        const vector count1 = shuffle8(row1, load_lanes(lanes + group_lanes + v * LANES));
        const vector count2 = shuffle8(row2, load_lanes(lanes + 2 * group_lanes + v * LANES));
        const vector counts = add8(add8(count0, count1), count2);
        const size_t i = p * num_vectors + v;
        raw[i] = add8(raw[i], counts);
        shifted[i] = add8(shifted[i], right16(counts, 4));
        HOLD_IN_REGISTERS(raw[i], shifted[i]);  // 5 %
      }
    }
    offsets += STEP_GROUPS;
    lanes += STEP_GROUPS * group_lanes;
  }
  // The sums after the loop likewise, or it copies them in every step: 6 % with SSSE3.
  for (size_t i = 0; i < num_pairs * num_vectors; i++) HOLD_IN_REGISTERS(raw[i], shifted[i]);
  for (size_t i = 0; i < num_pairs * num_vectors; i++) decode(raw[i], shifted[i], counted->begins, sums + i * SUMS);
}

#endif

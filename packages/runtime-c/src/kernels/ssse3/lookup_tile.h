// What the two layouts of table look-up (lookup.h) share on SSSE3: vectors of 16 lanes counted against rows of the
// table. Without AVX an instruction overwrites its first operand and wants others in memory aligned, hence aligned
// lanes.
#ifndef BITPLANE_KERNELS_SSSE3_LOOKUP_TILE_H_
#define BITPLANE_KERNELS_SSSE3_LOOKUP_TILE_H_

#include <stdbool.h>
#include <tmmintrin.h>

#include "../lookup.h"

enum {
  LANES = 16,         // bytes of a vector; what lanes are aligned to
  MOST_VECTORS = 4,   // that share a row of the table
  STEP_GROUPS = 3,    // counts of a nibble, <= 4 each, may be added: 12 < 16
  CHUNK_WORDS = 3,    // 48 groups: counts <= 192 stay below 256, which decode() needs; 3 kB of lanes stay in L1
  MOST_CHUNKS = 170,  // twice a count of so many chunks fits 16 bits: 2 * 192 * 170 = 65280
  SUMS = 4,           // vectors of 16-bit counts: both of a pair, even and odd lanes
};

static inline size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

// Steps of up to CHUNK_WORDS words. What fills the last step up is zero on both sides and counts nothing.
static inline size_t chunk_steps(size_t num_words) {
  return (num_words * BITPLANE_WORD_GROUPS + STEP_GROUPS - 1) / STEP_GROUPS;
}

// Groups of a row: whole chunks have no filling (CHUNK_WORDS is a multiple of STEP_GROUPS).
static inline uint64_t row_groups(uint64_t num_words) {
  return (num_words * BITPLANE_WORD_GROUPS + STEP_GROUPS - 1) / STEP_GROUPS * STEP_GROUPS;
}

static inline __m128i load_row(uint16_t offset) {
  return _mm_load_si128((const __m128i*)((const uint8_t*)&bitplane_pair_counts + offset));
}

static inline __m128i count(__m128i row, const uint8_t* lanes) {
  return _mm_shuffle_epi8(row, _mm_load_si128((const __m128i*)lanes));
}

// Adds a chunk's counts to 16-bit sums, or begins them. A step's sum is four nibbles of a 16-bit word, n0 + 16 n1 + 256
// n2 + 4096 n3 with n0, n2 of the first of the pair. Totals N of the chunk are below 256, so from these sums by bytes,
// modulo 256,
//   raw = (N0 + 16 N1), (N2 + 16 N3) and shifted = (N1 + 16 N2), N3
// each follows from the one before: N3, N2, N1, N0.
static inline void decode(__m128i raw, __m128i shifted, bool begins, __m128i sums[SUMS]) {
  const __m128i low_byte = _mm_set1_epi16(255);
  const __m128i n3 = _mm_srli_epi16(shifted, 8);
  const __m128i n2 = _mm_and_si128(_mm_sub_epi16(_mm_srli_epi16(raw, 8), _mm_slli_epi16(n3, 4)), low_byte);
  const __m128i n1 = _mm_and_si128(_mm_sub_epi16(shifted, _mm_slli_epi16(n2, 4)), low_byte);
  const __m128i n0 = _mm_and_si128(_mm_sub_epi16(raw, _mm_slli_epi16(n1, 4)), low_byte);
  const __m128i counts[SUMS] = {n0, n2, n1, n3};
  for (size_t i = 0; i < SUMS; i++) sums[i] = begins ? counts[i] : _mm_add_epi16(sums[i], counts[i]);
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
                                                             const struct counted* counted, __m128i* sums) {
  const uint16_t* offsets = counted->offsets;
  const uint8_t* lanes = counted->lanes;
  const size_t pair_offsets = counted->pair_offsets, group_lanes = counted->group_lanes;
  __m128i raw[MOST_VECTORS], shifted[MOST_VECTORS];
  for (size_t i = 0; i < num_pairs * num_vectors; i++) raw[i] = shifted[i] = _mm_setzero_si128();
  for (size_t step = 0; step < num_steps; step++) {
    for (size_t p = 0; p < num_pairs; p++) {
      const __m128i row0 = load_row(offsets[p * pair_offsets]);
      const __m128i row1 = load_row(offsets[p * pair_offsets + 1]);
      const __m128i row2 = load_row(offsets[p * pair_offsets + 2]);
      for (size_t v = 0; v < num_vectors; v++) {
        const __m128i count0 = count(row0, lanes + v * LANES);
        const __m128i count1 = count(row1, lanes + group_lanes + v * LANES);
        const __m128i count2 = count(row2, lanes + 2 * group_lanes + v * LANES);
        const __m128i counts = _mm_add_epi8(_mm_add_epi8(count0, count1), count2);
        const size_t i = p * num_vectors + v;
        raw[i] = _mm_add_epi8(raw[i], counts);
        shifted[i] = _mm_add_epi8(shifted[i], _mm_srli_epi16(counts, 4));
        __asm__("" : "+x"(raw[i]), "+x"(shifted[i]));  // else gcc 12 holds each sum twice, half of them in memory.
      }
    }
    offsets += STEP_GROUPS;
    lanes += STEP_GROUPS * group_lanes;
  }
  // The sums after the loop likewise, or it copies them in every step: 6 %.
  for (size_t i = 0; i < num_pairs * num_vectors; i++) __asm__("" : "+x"(raw[i]), "+x"(shifted[i]));
  for (size_t i = 0; i < num_pairs * num_vectors; i++) decode(raw[i], shifted[i], counted->begins, sums + i * SUMS);
}

#endif

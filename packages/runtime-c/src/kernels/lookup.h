// What the kernels that count by table look-up share: four weights of a filter are one nibble in a byte lane, the four
// activations of two pixels choose a row of 16 bytes, and one byte shuffle counts for both pixels under all filters of
// a vector. (Related: Quicker ADC, André et al. 2018, arXiv 1812.09162, and T-MAC, Wei et al. 2024, arXiv 2407.00088,
// look up sums of one row.)
#ifndef BITPLANE_KERNELS_LOOKUP_H_
#define BITPLANE_KERNELS_LOOKUP_H_

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

#include "../once.h"

// bitplane_pair_counts[16 * second + first][x] = popcount(first XOR x) + 16 * popcount(second XOR x); 0 in a row more.
extern alignas(64) const uint8_t bitplane_pair_counts[257][16];

// Where that row is, as an offset in bytes.
enum { BITPLANE_NO_COUNTS = 256 * 16 };

// Groups of four bits in a word, in the order of reading: the low nibbles of its bytes, then the high ones.
enum { BITPLANE_WORD_GROUPS = 16 };

static inline uint8_t bitplane_nibble(uint64_t word, size_t group) {
  return (uint8_t)(word >> (group % 8 * 8 + group / 8 * 4) & 15);
}

// Signs as rows of words.
struct bitplane_sign_rows {
  size_t num, num_words;
  const uint64_t* rows;  // [num, num_words]
};

// Writes where in the table each group of two rows is, as 16-bit offsets in bytes: [pairs, num_groups], those after the
// groups of a row and after the last row of 0. num_groups >= 16 * num_words; pairs fill whole blocks.
// packed: NULL to measure only. Returns the bytes of `packed`.
uint64_t bitplane_pack_offsets(size_t block, uint64_t num_groups, struct bitplane_sign_rows signs, void* packed);

#endif

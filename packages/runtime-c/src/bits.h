// Packed signs: the one place in C that knows the bit order (docs/bits.md section 1).
#ifndef BITPLANE_BITS_H_
#define BITPLANE_BITS_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BITPLANE_WORD_BITS = 64 };

// 64-bit words of a row of `columns` bits.
static inline size_t bitplane_row_words(size_t columns) {
  return columns / BITPLANE_WORD_BITS + (columns % BITPLANE_WORD_BITS != 0);
}

// The bits of a row's last word that belong to columns; all ones where the row fills it.
static inline uint64_t bitplane_last_word_mask(size_t columns) {
  return columns % BITPLANE_WORD_BITS == 0 ? ~UINT64_C(0) : (UINT64_C(1) << (columns % BITPLANE_WORD_BITS)) - 1;
}

// Whether every bit after column `columns` of each row is zero. rows: [num_rows, bitplane_row_words(columns)].
static inline bool bitplane_padding_is_zero(const uint64_t* rows, size_t num_rows, size_t columns) {
  const size_t num_words = bitplane_row_words(columns);
  const uint64_t spare = ~bitplane_last_word_mask(columns);
  uint64_t set = 0;
  for (size_t row = 0; row < num_rows; row++) set |= rows[row * num_words + num_words - 1] & spare;
  return set == 0;
}

// Copies columns [first, first + count) of `row` to columns [0, count) of `to`, the rest of to's last word becomes 0.
// count >= 1.
static inline void bitplane_copy_columns(uint64_t* to, const uint64_t* row, size_t first, size_t count) {
  const size_t num_words = bitplane_row_words(count);
  const size_t last_source = (first + count - 1) / BITPLANE_WORD_BITS;
  const unsigned shift = (unsigned)(first % BITPLANE_WORD_BITS);
  for (size_t k = 0; k < num_words; k++) {
    const size_t source = first / BITPLANE_WORD_BITS + k;
    uint64_t word = row[source] >> shift;
    if (shift != 0 && source < last_source) word |= row[source + 1] << (BITPLANE_WORD_BITS - shift);
    to[k] = word;
  }
  to[num_words - 1] &= bitplane_last_word_mask(count);
}

// Copies columns [0, count) of `from`, whose padding is 0, to columns [first, first + count) of `row`, which were 0.
static inline void bitplane_put_columns(uint64_t* row, size_t first, const uint64_t* from, size_t count) {
  const size_t num_words = bitplane_row_words(count);
  const size_t last_word = (first + count - 1) / BITPLANE_WORD_BITS;
  const unsigned shift = (unsigned)(first % BITPLANE_WORD_BITS);
  for (size_t k = 0; k < num_words; k++) {
    const size_t at = first / BITPLANE_WORD_BITS + k;
    row[at] |= from[k] << shift;
    if (shift != 0 && at < last_word) row[at + 1] |= from[k] >> (BITPLANE_WORD_BITS - shift);
  }
}

// Number of ones. In registers only: without a popcount instruction the compiler's builtin is a call.
static inline int32_t bitplane_popcount(uint64_t x) {
  x -= (x >> 1) & UINT64_C(0x5555555555555555);
  x = (x & UINT64_C(0x3333333333333333)) + ((x >> 2) & UINT64_C(0x3333333333333333));
  x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
  return (int32_t)((x * UINT64_C(0x0101010101010101)) >> 56);
}

#endif

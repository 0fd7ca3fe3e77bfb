// The table of lookup.h, once for all kernels: 4 kB.
#include "lookup.h"

#include <string.h>

#define COUNT(x) (((x) & 1) + ((x) >> 1 & 1) + ((x) >> 2 & 1) + ((x) >> 3))
#define ENTRY(a, b, x) (COUNT((a) ^ (x)) | COUNT((b) ^ (x)) << 4)
#define ENTRIES_4(a, b, x) ENTRY(a, b, x), ENTRY(a, b, x + 1), ENTRY(a, b, x + 2), ENTRY(a, b, x + 3)
#define ROW(a, b) {ENTRIES_4(a, b, 0), ENTRIES_4(a, b, 4), ENTRIES_4(a, b, 8), ENTRIES_4(a, b, 12)}
#define ROWS_4(a, b) ROW(a, b), ROW(a + 1, b), ROW(a + 2, b), ROW(a + 3, b)
#define ROWS_16(b) ROWS_4(0, b), ROWS_4(4, b), ROWS_4(8, b), ROWS_4(12, b)
#define ROWS_64(b) ROWS_16(b), ROWS_16(b + 1), ROWS_16(b + 2), ROWS_16(b + 3)

alignas(64) const uint8_t bitplane_pair_counts[257][16] = {ROWS_64(0), ROWS_64(4), ROWS_64(8), ROWS_64(12), {0}};

BITPLANE_ONCE uint64_t bitplane_pack_offsets(size_t block, uint64_t num_groups, struct bitplane_sign_rows signs,
                                             void* packed) {
  const uint64_t num_pairs = (signs.num + block - 1) / block * (block / 2);
  const uint64_t nbytes = num_pairs * num_groups * sizeof(uint16_t);
  if (packed == NULL) return nbytes;
  uint16_t* offsets = memset(packed, 0, (size_t)nbytes);
  for (size_t i = 0; i < signs.num; i++) {
    uint16_t* to = offsets + i / 2 * (size_t)num_groups;
    const uint64_t* row = signs.rows + i * signs.num_words;
    const unsigned shift = i % 2 == 0 ? 4 : 8;
    for (size_t group = 0; group < signs.num_words * BITPLANE_WORD_GROUPS; group++) {
      const uint8_t nibble = bitplane_nibble(row[group / BITPLANE_WORD_GROUPS], group % BITPLANE_WORD_GROUPS);
      to[group] |= (uint16_t)(nibble << shift);
    }
  }
  return nbytes;
}

// The layout with filters in lanes, two pixels by some vectors of filters, as the x86 kernels have it. The
// including file must define, before this header:
//   lane_of(filter): where a filter goes within a vector;
//   expand(num_words, first, second, offsets): where in the table each group of two pixels is, as 16-bit offsets in
//     bytes, and a word of zeros after them;
//   store_acc(acc, from, sums): acc = from - 2 * count for a vector's filters;
//   signs_of(max_count, min_count, sums): their signs, bit = count > max_count or, unless min_count is NULL,
//     count < min_count.
#ifndef BITPLANE_KERNELS_X86_LOOKUP_BGEMM_H_
#define BITPLANE_KERNELS_X86_LOOKUP_BGEMM_H_

#include <string.h>

#include "../../bits.h"
#include "lookup_tile.h"

enum {
  TILE_PAIRS = 16,   // pairs of pixels
  ROW_OFFSETS = 64,  // of a pair, in a chunk: 48, and room for a word of zeros
};

// Packed weights start at the first aligned byte.
static inline size_t alignment_gap(const void* packed) { return (size_t)-(uintptr_t)packed % LANES_ALIGNMENT; }

// Returns how many of the remaining vectors share rows of the table: a tile of each size has its own loop.
static size_t next_vectors(size_t left) { return left >= MAX_VECTORS ? MAX_VECTORS : left >= 2 ? 2 : 1; }

// Returns the blocks that share rows of the table with `block`.
struct span {
  size_t first, num;
};

static struct span span_of(size_t block, size_t num_blocks) {
  const size_t first = block / MAX_VECTORS * MAX_VECTORS, num = next_vectors(num_blocks - first);
  if (block < first + num) return (struct span){first, num};
  return (struct span){first + num, next_vectors(num_blocks - first - num)};
}

// Weights in the order of reading: spans of blocks, [groups][blocks of the span][lanes] each.
BITPLANE_ONCE static uint64_t pack_nibbles(size_t num_filters, size_t num_words, const uint64_t* rows, void* packed) {
  const size_t num_blocks = (num_filters + LANES - 1) / LANES;
  const uint64_t nbytes = num_blocks * LANES * row_groups(num_words) + LANES_ALIGNMENT / sizeof(uint16_t);
  if (packed == NULL) return nbytes;
  const size_t num_groups = (size_t)row_groups(num_words);
  memset(packed, 0, (size_t)nbytes);
  uint8_t* lanes = (uint8_t*)packed + alignment_gap(packed);
  for (size_t filter = 0; filter < num_filters; filter++) {
    const size_t block = filter / LANES;
    const struct span span = span_of(block, num_blocks);
    uint8_t* to = lanes + (span.first * num_groups + block - span.first) * LANES + lane_of(filter % LANES);
    for (size_t k = 0; k < num_words; k++) {
      for (size_t group = 0; group < BITPLANE_WORD_GROUPS; group++, to += span.num * LANES) {
        *to = bitplane_nibble(rows[filter * num_words + k], group);
      }
    }
  }
  return nbytes;
}

// Pixels side by side under the same vectors of filters. Pairs fill up the last loop over them; those after the last
// pixel repeat it.
struct tile {
  size_t num_pixels, num_pairs, num_vectors;
  const uint64_t* a;
  size_t num_words;
};

static void count_chunk(const struct tile* tile, size_t num_steps, const uint16_t* offsets, const uint8_t* lanes,
                        bool begins, vector* sums) {
#define COUNT_TILES(pairs, vectors)                                                                     \
  for (size_t p = 0; p < tile->num_pairs; p += pairs)                                                   \
  count_tile(pairs, vectors, num_steps,                                                                 \
             &(struct counted){offsets + p * ROW_OFFSETS, ROW_OFFSETS, lanes, vectors * LANES, begins}, \
             sums + p * vectors * SUMS)
  switch (tile->num_vectors) {
    case 4:
      COUNT_TILES(1, 4);
      break;
    case 2:
      COUNT_TILES(2, 2);
      break;
    default:
      COUNT_TILES(4, 1);
  }
#undef COUNT_TILES
}

// Counts the words [first, end) of all pixels of the tile. Chunks are the outer loop: their lanes are read from L1 for
// all but the first pair.
static void count_words(const struct tile* tile, size_t first, size_t end, const uint8_t* lanes, vector* sums) {
  uint16_t offsets[TILE_PAIRS * ROW_OFFSETS];
  const size_t last = tile->num_pixels - 1;
  for (size_t k = first; k < end; k += CHUNK_WORDS) {
    const size_t num_words = min_size(end - k, CHUNK_WORDS);
    for (size_t p = 0; p < tile->num_pairs; p++) {
      const uint64_t* even = tile->a + min_size(2 * p, last) * tile->num_words + k;
      const uint64_t* odd = tile->a + min_size(2 * p + 1, last) * tile->num_words + k;
      expand(num_words, even, odd, offsets + p * ROW_OFFSETS);
    }
    const uint8_t* chunk = lanes + k * BITPLANE_WORD_GROUPS * tile->num_vectors * LANES;
    count_chunk(tile, chunk_steps(num_words), offsets, chunk, k == first, sums);
  }
}

static void multiply_tile(const struct tile* tile, const uint8_t* lanes, const int32_t* const* base, size_t n,
                          int32_t* acc, size_t ldacc) {
  vector sums[TILE_PAIRS * MAX_VECTORS * SUMS];
  for (size_t k = 0; k < tile->num_words; k += MAX_CHUNKS * CHUNK_WORDS) {
    count_words(tile, k, min_size(tile->num_words, k + MAX_CHUNKS * CHUNK_WORDS), lanes, sums);
    for (size_t m = 0; m < tile->num_pixels; m++) {
      int32_t* to = acc + m * ldacc + n;
      const int32_t* from = k == 0 ? base[m] + n : to;
      for (size_t v = 0; v < tile->num_vectors; v++) {
        const size_t i = m / 2 * tile->num_vectors + v;
        store_acc(to + v * LANES, from + v * LANES, sums + i * SUMS + m % 2 * (SUMS / 2));
      }
    }
  }
}

// The limits that decide the signs of pixels, and where the signs go.
struct signs {
  const int16_t* const* limits;
  size_t min_at;  // after max_count, in numbers; 0 where there is none
  uint8_t* bits;
  size_t row_nbytes;
};

// Writes the signs under the vectors starting at n.
static void sign_tile(const struct tile* tile, const uint8_t* lanes, size_t n, const struct signs* signs) {
  vector sums[TILE_PAIRS * MAX_VECTORS * SUMS];
  count_words(tile, 0, tile->num_words, lanes, sums);
  // Copies, which no byte written can change.
  const size_t num_pixels = tile->num_pixels, num_vectors = tile->num_vectors;
  const struct signs to = *signs;
  for (size_t m = 0; m < num_pixels; m++) {
    const int16_t* max_count = to.limits[m] + n;
    const vector* counts = sums + m / 2 * num_vectors * SUMS + m % 2 * (SUMS / 2);
    uint8_t* bits = to.bits + m * to.row_nbytes + n / 8;
    for (size_t v = 0; v < num_vectors; v++) {
      const int16_t* min_count = to.min_at == 0 ? NULL : max_count + to.min_at + v * LANES;
      const vector_bits some = signs_of(max_count + v * LANES, min_count, counts + v * SUMS);
      memcpy(bits + v * sizeof some, &some, sizeof some);
    }
  }
}

static size_t whole_pairs(size_t num_pixels, size_t num_vectors) {
  const size_t pairs = MAX_VECTORS / num_vectors;  // of a tile
  return ((num_pixels + 1) / 2 + pairs - 1) / pairs * pairs;
}

static struct tile tile_at(size_t m, size_t num_pixels, size_t left_vectors, const uint64_t* a, size_t num_words) {
  const size_t tile_pixels = min_size(num_pixels - m, 2 * TILE_PAIRS), num_vectors = next_vectors(left_vectors);
  return (struct tile){
      .num_pixels = tile_pixels,
      .num_pairs = whole_pairs(tile_pixels, num_vectors),
      .num_vectors = num_vectors,
      .a = a + m * num_words,
      .num_words = num_words,
  };
}

// As bitplane_bgemm_fn.
static inline void multiply(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                            const void* packed, const int32_t* const* base, int32_t* acc, size_t ldacc) {
  const uint8_t* w = (const uint8_t*)packed + alignment_gap(packed);
  const size_t block_nbytes = (size_t)row_groups(num_words) * LANES;
  for (size_t m = 0; m < num_pixels; m += 2 * TILE_PAIRS) {
    for (size_t block = 0; block < num_blocks; block += next_vectors(num_blocks - block)) {
      const struct tile tile = tile_at(m, num_pixels, num_blocks - block, a, num_words);
      multiply_tile(&tile, w + block * block_nbytes, base + m, block * LANES, acc + m * ldacc, ldacc);
    }
  }
}

// As bitplane_bgemm_signs_fn.
static inline void multiply_to_signs(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                     const void* packed, const int16_t* const* limits, bool has_min, uint64_t* bits) {
  const uint8_t* w = (const uint8_t*)packed + alignment_gap(packed);
  const size_t block_nbytes = (size_t)row_groups(num_words) * LANES;
  const size_t row_words = bitplane_row_words(num_blocks * LANES);
  struct signs signs = {limits, has_min ? num_blocks * LANES : 0, (uint8_t*)bits, row_words * sizeof *bits};
  for (size_t m = 0; m < num_pixels; m++) bits[(m + 1) * row_words - 1] = 0;
  for (size_t m = 0; m < num_pixels; m += 2 * TILE_PAIRS) {
    for (size_t block = 0; block < num_blocks; block += next_vectors(num_blocks - block)) {
      const struct tile tile = tile_at(m, num_pixels, num_blocks - block, a, num_words);
      sign_tile(&tile, w + block * block_nbytes, block * LANES, &signs);
    }
    signs.limits += 2 * TILE_PAIRS;
    signs.bits += 2 * TILE_PAIRS * signs.row_nbytes;
  }
}

#endif

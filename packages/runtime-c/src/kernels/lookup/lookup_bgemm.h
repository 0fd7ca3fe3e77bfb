// The layout with filters in lanes, two pixels by some vectors of filters. The
// including file must define, before this header:
//   lane_of(filter): where a filter goes within a vector;
//   expand(num_words, first, second, offsets): where in the table each group of two pixels is, as 16-bit offsets in
//     bytes, and after them a word of BITPLANE_NO_COUNTS, which fill the last step up;
//   store_acc(acc, from, sums): acc = from - 2 * count for a vector's filters;
//   signs_of(max_count, min_count, sums): their signs, bit = count > max_count or, unless min_count is NULL,
//     count < min_count.
#ifndef BITPLANE_KERNELS_LOOKUP_BGEMM_H_
#define BITPLANE_KERNELS_LOOKUP_BGEMM_H_

#include <string.h>

#include "../../bits.h"
#include "../word_runs.h"
#include "lookup_tile.h"

enum {
  TILE_PAIRS = 16,  // pairs of pixels
  // Of a pair, in a chunk: 48, those before it in its first step, and room for a word of BITPLANE_NO_COUNTS.
  ROW_OFFSETS = 48 + STEP_GROUPS - 1 + BITPLANE_WORD_GROUPS,
};

// Packed weights start at the first aligned byte of memory that is aligned to 8.
enum { MAX_GAP = LANES_ALIGNMENT > 8 ? LANES_ALIGNMENT - 8 : 0 };
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
  const uint64_t nbytes = num_blocks * LANES * row_groups(num_words) + MAX_GAP;
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

// Pixels under the same vectors of filters. Pairs fill up the last loop over them; those after the last pixel repeat
// it.
struct tile {
  size_t num_pixels, num_pairs, num_vectors;
  const uint64_t* const* a;
  const uint8_t* lanes;
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

// Counts the words of some runs for all pixels of the tile. Chunks are the outer loop: their lanes are read from L1 for
// all but the first pair. Steps start where those of a whole filter do, so that the last one ends before its end;
// groups of the first step that are before the run count nothing.
static void count_runs(const struct tile* tile, const struct bitplane_word_run* runs, size_t num_runs, vector* sums) {
  uint16_t offsets[TILE_PAIRS * ROW_OFFSETS];
  const size_t last = tile->num_pixels - 1;
  for (size_t i = 0; i < num_runs; i++) {
    for (size_t k = 0; k < runs[i].num_words; k += CHUNK_WORDS) {
      const size_t num_words = min_size(runs[i].num_words - k, CHUNK_WORDS);
      const size_t group = (runs[i].w + k) * BITPLANE_WORD_GROUPS, before = group % STEP_GROUPS;
      for (size_t p = 0; p < tile->num_pairs; p++) {
        const uint64_t *even = tile->a[min_size(2 * p, last)], *odd = tile->a[min_size(2 * p + 1, last)];
        uint16_t* row = offsets + p * ROW_OFFSETS;
        for (size_t g = 0; g < before; g++) row[g] = BITPLANE_NO_COUNTS;
        expand(num_words, even + runs[i].a + k, odd + runs[i].a + k, row + before);
      }
      const uint8_t* chunk = tile->lanes + (group - before) * tile->num_vectors * LANES;
      const size_t num_steps = steps_of(before + num_words * BITPLANE_WORD_GROUPS);
      count_chunk(tile, num_steps, offsets, chunk, i == 0 && k == 0, sums);
    }
  }
}

// Makes the sums under the vectors starting at n.
static void multiply_tile(const struct tile* tile, const struct bitplane_bgemm_operands* o, size_t n,
                          const int32_t* const* base, int32_t* const* acc) {
  vector sums[TILE_PAIRS * MAX_VECTORS * SUMS];
  struct bitplane_run_walk walk = {.operands = o};
  struct bitplane_word_run piece[BITPLANE_MAX_WORD_RUNS];
  const int32_t* const* from = base;
  for (size_t num_runs; (num_runs = bitplane_next_piece(&walk, MAX_WORDS, piece)) > 0;) {
    count_runs(tile, piece, num_runs, sums);
    for (size_t m = 0; m < tile->num_pixels; m++) {
      for (size_t v = 0; v < tile->num_vectors; v++) {
        const size_t i = m / 2 * tile->num_vectors + v, at = n + v * LANES;
        store_acc(acc[m] + at, from[m] + at, sums + i * SUMS + m % 2 * (SUMS / 2));
      }
    }
    from = (const int32_t* const*)acc;
  }
}

// The limits that decide the signs of a tile's pixels, and where the signs go.
struct signs {
  const int16_t* const* limits;
  size_t min_at;  // after max_count, in numbers; 0 where there is none
  uint64_t* const* bits;
};

// Writes the signs under the vectors starting at n.
static void sign_tile(const struct tile* tile, const struct bitplane_bgemm_operands* o, size_t n,
                      const struct signs* signs) {
  vector sums[TILE_PAIRS * MAX_VECTORS * SUMS];
  count_runs(tile, o->runs, o->num_runs, sums);
  // Copies, which no byte written can change.
  const size_t num_pixels = tile->num_pixels, num_vectors = tile->num_vectors;
  const struct signs to = *signs;
  for (size_t m = 0; m < num_pixels; m++) {
    const int16_t* max_count = to.limits[m] + n;
    const vector* counts = sums + m / 2 * num_vectors * SUMS + m % 2 * (SUMS / 2);
    uint8_t* bits = (uint8_t*)to.bits[m] + n / 8;
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

static struct tile tile_at(const struct bitplane_bgemm_operands* o, size_t m, size_t block) {
  const size_t num_pixels = min_size(o->num_pixels - m, 2 * TILE_PAIRS),
               num_vectors = next_vectors(o->num_blocks - block);
  const uint8_t* lanes = (const uint8_t*)o->w + alignment_gap(o->w);
  return (struct tile){
      .num_pixels = num_pixels,
      .num_pairs = whole_pairs(num_pixels, num_vectors),
      .num_vectors = num_vectors,
      .a = o->a + m,
      .lanes = lanes + block * (size_t)row_groups(o->filter_words) * LANES,
  };
}

// As bitplane_bgemm_fn.
static inline void multiply(const struct bitplane_bgemm_operands* o, const int32_t* const* base, int32_t* const* acc) {
  for (size_t m = 0; m < o->num_pixels; m += 2 * TILE_PAIRS) {
    for (size_t block = 0; block < o->num_blocks; block += next_vectors(o->num_blocks - block)) {
      const struct tile tile = tile_at(o, m, block);
      multiply_tile(&tile, o, block * LANES, base + m, acc + m);
    }
  }
}

// As bitplane_bgemm_signs_fn.
static inline void multiply_to_signs(const struct bitplane_bgemm_operands* o, const int16_t* const* limits,
                                     bool has_min, uint64_t* const* bits) {
  const size_t row_words = bitplane_row_words(o->num_blocks * LANES);
  for (size_t m = 0; m < o->num_pixels; m++) bits[m][row_words - 1] = 0;
  for (size_t m = 0; m < o->num_pixels; m += 2 * TILE_PAIRS) {
    const struct signs signs = {limits + m, has_min ? o->num_blocks * LANES : 0, bits + m};
    for (size_t block = 0; block < o->num_blocks; block += next_vectors(o->num_blocks - block)) {
      const struct tile tile = tile_at(o, m, block);
      sign_tile(&tile, o, block * LANES, &signs);
    }
  }
}

#endif

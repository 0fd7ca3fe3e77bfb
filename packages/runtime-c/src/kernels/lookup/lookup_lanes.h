// The layout with pixels in lanes, 128 pixels by two filters: for layers of few filters,
// which would leave lanes idle or share a row of the table among too few vectors. The including file must define,
// before this header:
//   words_of(rows, k, i): word k of rows 2 * i and 2 * i + 1, and of those 16 further on in a second half;
//   split_parity(low, high): 16-bit numbers, one per lane, as decode() has them;
//   store_rows(words, i, first, last): words of rows 4 * i ... 4 * i + 3, and of those 16 further on in a second half;
//   store_sums(counts, m, num, inside, acc, ldacc): acc = inside - 2 * count under a block for pixel m of a vector, and
//     for that 16 further on in a second half; num: of pixels in the vector.
#ifndef BITPLANE_KERNELS_LOOKUP_LANES_H_
#define BITPLANE_KERNELS_LOOKUP_LANES_H_

#include <string.h>

#include "../../bits.h"
#include "../lanes.h"
#include "lookup_tile.h"

enum {
  TILE_VECTORS = BITPLANE_LANE_PIXELS / LANES,
  BLOCK = 8,  // filters: their signs are a byte of a pixel
  BLOCK_PAIRS = BLOCK / 2,
  WORD_BLOCKS = BITPLANE_WORD_BITS / BLOCK,
};

_Static_assert(BITPLANE_LANE_GAP >= STEP_GROUPS - 1, "a gap fills the last step up");

// A word of all rows, as eight vectors: byte i of each. Each round joins vectors whose numbers differ in one bit; that
// bit becomes the lowest of a byte's place in its half, and the highest of the place takes its part in the number.
static inline void split_words(const uint64_t* const rows[LANES], size_t k, vector bytes[8]) {
  vector x[8], y[8];
  for (size_t i = 0; i < 8; i++) x[i] = words_of(rows, k, i);
  for (size_t i = 0; i < 4; i++) {
    y[i] = zip_low8(x[i], x[i + 4]);
    y[i + 4] = zip_high8(x[i], x[i + 4]);
  }
  for (size_t i = 0; i < 8; i += 4) {
    for (size_t j = i; j < i + 2; j++) {
      x[j] = zip_low8(y[j], y[j + 2]);
      x[j + 2] = zip_high8(y[j], y[j + 2]);
    }
  }
  for (size_t i = 0; i < 8; i += 2) {
    y[i] = zip_low8(x[i], x[i + 1]);
    y[i + 1] = zip_high8(x[i], x[i + 1]);
  }
  for (size_t i = 0; i < 4; i++) {
    bytes[2 * i] = zip_low8(y[i], y[i + 4]);
    bytes[2 * i + 1] = zip_high8(y[i], y[i + 4]);
  }
}

static void split(const struct bitplane_lane_image* image, const uint64_t* pixels, size_t first, size_t end,
                  uint8_t* planes) {
  const vector low_nibble = all8(15);
  for (size_t m = first; m < end; m += LANES) {
    const uint64_t* rows[LANES];
    for (size_t i = 0; i < LANES; i++) rows[i] = pixels + min_size(m + i, end - 1) * image->num_words;
    const vector padding = load(image->padding + m);
    uint8_t* to = planes + m;
    for (size_t k = 0; k < image->num_words; k++, to += BITPLANE_WORD_GROUPS * image->plane_nbytes) {
      vector bytes[8];
      split_words(rows, k, bytes);
      for (size_t i = 0; i < 8; i++) {
        const vector low = and_bits(bytes[i], low_nibble);
        const vector high = and_bits(right16(bytes[i], 4), low_nibble);
        store(to + i * image->plane_nbytes, or_bits(low, padding));
        store(to + (8 + i) * image->plane_nbytes, or_bits(high, padding));
      }
    }
  }
}

// Moves whole vectors: the excess is overwritten by the next move or the next row, or lies in the gap.
static void gather(const struct bitplane_lane_image* image, const uint8_t* planes, size_t first, size_t num,
                   uint8_t* lanes) {
  struct bitplane_move moves[BITPLANE_LANE_PIXELS + TILE_VECTORS];
  const size_t num_moves = bitplane_list_moves(image, first, num, LANES, moves);
  for (size_t u = 0; u < image->tap_rows; u++) {
    for (size_t v = 0; v < image->tap_columns; v++) {
      const uint8_t* from = planes + u * image->row_dilation * image->width + v;
      for (size_t g = 0; g < image->num_words * BITPLANE_WORD_GROUPS; g++) {
        for (size_t i = 0; i < num_moves; i++) store(lanes + moves[i].to, load(from + moves[i].from));
        from += image->plane_nbytes;
        lanes += BITPLANE_LANE_PIXELS;
      }
    }
  }
  memset(lanes, 0, BITPLANE_LANE_GAP * BITPLANE_LANE_PIXELS);
}

// Counts all words under a block of filters, for the vectors from `first` on that share rows of the table. sums:
// [pairs][MAX_VECTORS][SUMS].
static void count_block(const struct bitplane_lane_tile* tile, size_t first, size_t num_vectors,
                        const uint16_t* offsets, vector* sums) {
  const size_t num_groups = (size_t)row_groups(tile->num_words);
  for (size_t k = 0; k < tile->num_words; k += CHUNK_WORDS) {
    const size_t num_words = min_size(tile->num_words - k, CHUNK_WORDS), group = k * BITPLANE_WORD_GROUPS;
    const size_t num_steps = steps_of(num_words * BITPLANE_WORD_GROUPS);
    for (size_t p = 0; p < BLOCK_PAIRS; p++) {
      const struct counted counted = {
          .offsets = offsets + p * num_groups + group,
          .lanes = tile->lanes + group * BITPLANE_LANE_PIXELS + first * LANES,
          .group_lanes = BITPLANE_LANE_PIXELS,
          .begins = k == 0,
      };
      vector* to = sums + p * MAX_VECTORS * SUMS;
      // Two loops are enough: there is always room for a whole tile's lanes.
      if (num_vectors > 2) {
        count_tile(1, 4, num_steps, &counted, to);
      } else {
        count_tile(1, 2, num_steps, &counted, to);
      }
    }
  }
}

static size_t vectors_of(const struct bitplane_lane_tile* tile) { return (tile->num_pixels + LANES - 1) / LANES; }

static size_t block_offsets(const struct bitplane_lane_tile* tile) {
  return BLOCK_PAIRS * (size_t)row_groups(tile->num_words);
}

// Returns a block's counts of one filter in a vector, even and odd lanes.
static inline const vector* counts_of(const vector* sums, size_t filter, size_t v) {
  return sums + (filter / 2 * MAX_VECTORS + v) * SUMS + filter % 2 * 2;
}

// Eight vectors of eight 16-bit lanes in each half, rows for columns.
static inline void transpose(vector x[8]) {
  vector y[8];
  for (size_t i = 0; i < 4; i++) {
    y[i] = zip_low16(x[2 * i], x[2 * i + 1]);
    y[4 + i] = zip_high16(x[2 * i], x[2 * i + 1]);
  }
  for (size_t i = 0; i < 4; i++) {
    x[2 * i] = zip_low32(y[2 * i], y[2 * i + 1]);
    x[2 * i + 1] = zip_high32(y[2 * i], y[2 * i + 1]);
  }
  for (size_t i = 0; i < 8; i++) {
    const vector first = x[i / 4 * 4 + i / 2 % 2], last = x[i / 4 * 4 + i / 2 % 2 + 2];
    y[i] = i % 2 == 0 ? zip_low64(first, last) : zip_high64(first, last);
  }
  memcpy(x, y, sizeof y);
}

// A block's sums of the pixels of a vector. num: of these pixels.
static void store_vector(size_t num, const vector* sums, size_t v, const int32_t* inside, int32_t* acc, size_t ldacc) {
  for (size_t parity = 0; parity < 2; parity++) {
    vector counts[BLOCK];
    for (size_t i = 0; i < BLOCK; i++) counts[i] = counts_of(sums, i, v)[parity];
    transpose(counts);
    for (size_t i = 0; i < BLOCK; i++) store_sums(counts[i], 2 * i + parity, num, inside, acc, ldacc);
  }
}

static void run(const struct bitplane_lane_tile* tile, size_t num_blocks, const void* w, const int32_t* inside,
                int32_t* acc, size_t ldacc) {
  const size_t num_vectors = vectors_of(tile);
  for (size_t block = 0; block < num_blocks; block++) {
    const uint16_t* offsets = (const uint16_t*)w + block * block_offsets(tile);
    for (size_t first = 0; first < num_vectors; first += MAX_VECTORS) {
      vector sums[BLOCK_PAIRS * MAX_VECTORS * SUMS];
      const size_t num = min_size(num_vectors - first, MAX_VECTORS);
      count_block(tile, first, num, offsets, sums);
      for (size_t v = 0; v < num; v++) {
        const size_t m = (first + v) * LANES;
        store_vector(min_size(tile->num_pixels - m, LANES), sums, v, inside + m, acc + m * ldacc + block * BLOCK,
                     ldacc);
      }
    }
  }
}

static void split_middles(const struct bitplane_lane_tile* tile, const int16_t* middle, struct by_parity* middles) {
  int16_t of_lane[BITPLANE_LANE_PIXELS];
  memset(of_lane + tile->num_pixels / LANES * LANES, 0, tile->num_pixels % LANES == 0 ? 0 : LANES * sizeof *of_lane);
  memcpy(of_lane, middle, tile->num_pixels * sizeof *middle);
  for (size_t v = 0; v < vectors_of(tile); v++) {
    middles[v] = split_parity(load(of_lane + v * LANES), load(of_lane + v * LANES + LANES / 2));
  }
}

// Returns the signs of a vector's pixels under the block of filters at n: a byte per pixel, in each half the even ones
// first.
static inline vector signs_of(const struct bitplane_lane_limits* limits, size_t n, const struct by_parity* middles,
                              const vector* sums, size_t v) {
  vector bytes = zero();
  for (size_t i = BLOCK; i-- > 0;) {
    const vector* counts = counts_of(sums, i, v);
    const vector max_count = all16(limits->max_count[n + i]);
    vector even = greater16(counts[0], add16_saturated(middles->even, max_count));
    vector odd = greater16(counts[1], add16_saturated(middles->odd, max_count));
    if (limits->min_count != NULL) {
      const vector min_count = all16(limits->min_count[n + i]);
      even = or_bits(even, greater16(add16_saturated(middles->even, min_count), counts[0]));
      odd = or_bits(odd, greater16(add16_saturated(middles->odd, min_count), counts[1]));
    }
    bytes = sub8(add8(bytes, bytes), pack16(even, odd));
  }
  return bytes;
}

// Words of a vector's pixels from their bytes: bytes[i] has byte i of each, in the order of signs_of().
static inline void store_words(const vector bytes[WORD_BLOCKS], uint64_t words[LANES]) {
  vector x[8], y[8];
  for (size_t i = 0; i < 4; i++) {
    x[i] = zip_low8(bytes[2 * i], bytes[2 * i + 1]);       // of even pixels
    x[4 + i] = zip_high8(bytes[2 * i], bytes[2 * i + 1]);  // of odd pixels
  }
  for (size_t i = 0; i < 4; i++) {
    y[2 * i] = zip_low16(x[2 * i], x[2 * i + 1]);
    y[2 * i + 1] = zip_high16(x[2 * i], x[2 * i + 1]);
  }
  // y: [parity][low or high half of the word][first or last four pixels]
  for (size_t parity = 0; parity < 2; parity++) {
    for (size_t four = 0; four < 2; four++) {
      const vector low = y[4 * parity + four], high = y[4 * parity + 2 + four];
      x[4 * parity + 2 * four] = zip_low32(low, high);
      x[4 * parity + 2 * four + 1] = zip_high32(low, high);
    }
  }
  // x: [parity][two pixels of that parity]; beside each other they are four in a row.
  for (size_t i = 0; i < 4; i++) {
    store_rows(words, i, zip_low64(x[i], x[4 + i]), zip_high64(x[i], x[4 + i]));
  }
}

static void store_signs(const struct bitplane_lane_tile* tile, vector bytes[][WORD_BLOCKS], size_t num_blocks,
                        uint64_t flip, uint64_t* bits, size_t row_words) {
  for (size_t v = 0; v < vectors_of(tile); v++) {
    uint64_t words[LANES];
    for (size_t i = num_blocks; i < WORD_BLOCKS; i++) bytes[v][i] = zero();
    store_words(bytes[v], words);
    const size_t num = min_size(tile->num_pixels - v * LANES, LANES);
    for (size_t m = 0; m < num; m++) bits[(v * LANES + m) * row_words] = words[m] ^ flip;
  }
}

static void run_signs(const struct bitplane_lane_tile* tile, size_t num_blocks, const void* w,
                      const struct bitplane_lane_limits* limits, uint64_t* bits) {
  const size_t num_vectors = vectors_of(tile), row_words = (num_blocks + WORD_BLOCKS - 1) / WORD_BLOCKS;
  struct by_parity middles[TILE_VECTORS];
  split_middles(tile, limits->middle, middles);
  for (size_t word = 0; word < row_words; word++) {
    const size_t word_blocks = min_size(num_blocks - word * WORD_BLOCKS, WORD_BLOCKS);
    vector bytes[TILE_VECTORS][WORD_BLOCKS];
    for (size_t i = 0; i < word_blocks; i++) {
      const size_t block = word * WORD_BLOCKS + i;
      const uint16_t* offsets = (const uint16_t*)w + block * block_offsets(tile);
      for (size_t first = 0; first < num_vectors; first += MAX_VECTORS) {
        vector sums[BLOCK_PAIRS * MAX_VECTORS * SUMS];
        const size_t num = min_size(num_vectors - first, MAX_VECTORS);
        count_block(tile, first, num, offsets, sums);
        for (size_t v = 0; v < num; v++) {
          bytes[first + v][i] = signs_of(limits, block * BLOCK, &middles[first + v], sums, v);
        }
      }
    }
    store_signs(tile, bytes, word_blocks, limits->flip[word], bits + word, row_words);
  }
}

static uint64_t pack(size_t num_filters, size_t num_words, const uint64_t* rows, void* packed) {
  return bitplane_pack_offsets(BLOCK, row_groups(num_words), (struct bitplane_sign_rows){num_filters, num_words, rows},
                               packed);
}

#endif

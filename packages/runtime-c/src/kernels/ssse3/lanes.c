// 128 pixels by two filters, by table look-up (lookup.h) with the pixels in the lanes: avx2/lanes.c in halves.
#include "../lanes.h"

#include <string.h>

#include "../../bits.h"
#include "lookup_tile.h"

enum {
  TILE_VECTORS = BITPLANE_LANE_PIXELS / LANES,
  BLOCK = 8,  // filters: their signs are a byte of a pixel
  BLOCK_PAIRS = BLOCK / 2,
  WORD_BLOCKS = BITPLANE_WORD_BITS / BLOCK,
};

_Static_assert(BITPLANE_LANE_GAP >= STEP_GROUPS - 1, "a gap fills the last step up");

static inline __m128i load(const void* from) { return _mm_loadu_si128((const __m128i*)from); }

static inline void store(void* to, __m128i x) { _mm_storeu_si128((__m128i*)to, x); }

// A word of 16 rows, as eight vectors: byte i of each. Each round joins vectors whose numbers differ in one bit; that
// bit becomes the lowest of a byte's place, and the highest of the place takes its part in the number.
static inline void split_words(const uint64_t* const rows[LANES], size_t k, __m128i bytes[8]) {
  __m128i x[8], y[8];
  for (size_t i = 0; i < 8; i++) x[i] = _mm_set_epi64x((int64_t)rows[2 * i + 1][k], (int64_t)rows[2 * i][k]);
  for (size_t i = 0; i < 4; i++) {
    y[i] = _mm_unpacklo_epi8(x[i], x[i + 4]);
    y[i + 4] = _mm_unpackhi_epi8(x[i], x[i + 4]);
  }
  for (size_t i = 0; i < 8; i += 4) {
    for (size_t j = i; j < i + 2; j++) {
      x[j] = _mm_unpacklo_epi8(y[j], y[j + 2]);
      x[j + 2] = _mm_unpackhi_epi8(y[j], y[j + 2]);
    }
  }
  for (size_t i = 0; i < 8; i += 2) {
    y[i] = _mm_unpacklo_epi8(x[i], x[i + 1]);
    y[i + 1] = _mm_unpackhi_epi8(x[i], x[i + 1]);
  }
  for (size_t i = 0; i < 4; i++) {
    bytes[2 * i] = _mm_unpacklo_epi8(y[i], y[i + 4]);
    bytes[2 * i + 1] = _mm_unpackhi_epi8(y[i], y[i + 4]);
  }
}

static void split(const struct bitplane_lane_image* image, const uint64_t* pixels, size_t first, size_t end,
                  uint8_t* planes) {
  const __m128i low_nibble = _mm_set1_epi8(15);
  for (size_t m = first; m < end; m += LANES) {
    const uint64_t* rows[LANES];
    for (size_t i = 0; i < LANES; i++) rows[i] = pixels + min_size(m + i, end - 1) * image->num_words;
    const __m128i padding = load(image->padding + m);
    uint8_t* to = planes + m;
    for (size_t k = 0; k < image->num_words; k++, to += BITPLANE_WORD_GROUPS * image->plane_nbytes) {
      __m128i bytes[8];
      split_words(rows, k, bytes);
      for (size_t i = 0; i < 8; i++) {
        const __m128i low = _mm_and_si128(bytes[i], low_nibble);
        const __m128i high = _mm_and_si128(_mm_srli_epi16(bytes[i], 4), low_nibble);
        store(to + i * image->plane_nbytes, _mm_or_si128(low, padding));
        store(to + (8 + i) * image->plane_nbytes, _mm_or_si128(high, padding));
      }
    }
  }
}

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
// [pairs][MOST_VECTORS][SUMS].
static void count_block(const struct bitplane_lane_tile* tile, size_t first, size_t num_vectors,
                        const uint16_t* offsets, __m128i* sums) {
  const size_t num_groups = (size_t)row_groups(tile->num_words);
  for (size_t k = 0; k < tile->num_words; k += CHUNK_WORDS) {
    const size_t num_steps = chunk_steps(min_size(tile->num_words - k, CHUNK_WORDS)), group = k * BITPLANE_WORD_GROUPS;
    for (size_t p = 0; p < BLOCK_PAIRS; p++) {
      const struct counted counted = {
          .offsets = offsets + p * num_groups + group,
          .lanes = tile->lanes + group * BITPLANE_LANE_PIXELS + first * LANES,
          .group_lanes = BITPLANE_LANE_PIXELS,
          .begins = k == 0,
      };
      __m128i* to = sums + p * MOST_VECTORS * SUMS;
      // Two loops are enough: there is always room for eight vectors of lanes.
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

// A block's counts of one filter in a vector, even and odd lanes.
static inline const __m128i* counts_of(const __m128i* sums, size_t filter, size_t v) {
  return sums + (filter / 2 * MOST_VECTORS + v) * SUMS + filter % 2 * 2;
}

// Eight vectors of eight 16-bit lanes, rows for columns.
static inline void transpose(__m128i x[8]) {
  __m128i y[8];
  for (size_t i = 0; i < 4; i++) {
    y[i] = _mm_unpacklo_epi16(x[2 * i], x[2 * i + 1]);
    y[4 + i] = _mm_unpackhi_epi16(x[2 * i], x[2 * i + 1]);
  }
  for (size_t i = 0; i < 4; i++) {
    x[2 * i] = _mm_unpacklo_epi32(y[2 * i], y[2 * i + 1]);
    x[2 * i + 1] = _mm_unpackhi_epi32(y[2 * i], y[2 * i + 1]);
  }
  for (size_t i = 0; i < 8; i++) {
    const __m128i first = x[i / 4 * 4 + i / 2 % 2], last = x[i / 4 * 4 + i / 2 % 2 + 2];
    y[i] = i % 2 == 0 ? _mm_unpacklo_epi64(first, last) : _mm_unpackhi_epi64(first, last);
  }
  memcpy(x, y, sizeof y);
}

// acc = inside - 2 * count for a pixel under a block.
static inline void store_acc(int32_t* acc, int32_t inside, __m128i counts) {
  const __m128i from = _mm_set1_epi32(inside), twice = _mm_add_epi16(counts, counts);
  store(acc, _mm_sub_epi32(from, _mm_unpacklo_epi16(twice, _mm_setzero_si128())));
  store(acc + 4, _mm_sub_epi32(from, _mm_unpackhi_epi16(twice, _mm_setzero_si128())));
}

// A block's sums of the pixels of a vector. num: of these pixels.
static void store_vector(size_t num, const __m128i* sums, size_t v, const int32_t* inside, int32_t* acc, size_t ldacc) {
  for (size_t parity = 0; parity < 2; parity++) {
    __m128i counts[BLOCK];
    for (size_t i = 0; i < BLOCK; i++) counts[i] = counts_of(sums, i, v)[parity];
    transpose(counts);
    for (size_t i = 0; 2 * i + parity < num; i++) {
      const size_t m = 2 * i + parity;
      store_acc(acc + m * ldacc, inside[m], counts[i]);
    }
  }
}

static void run(const struct bitplane_lane_tile* tile, size_t num_blocks, const void* w, const int32_t* inside,
                int32_t* acc, size_t ldacc) {
  const size_t num_vectors = vectors_of(tile);
  for (size_t block = 0; block < num_blocks; block++) {
    const uint16_t* offsets = (const uint16_t*)w + block * block_offsets(tile);
    for (size_t first = 0; first < num_vectors; first += MOST_VECTORS) {
      __m128i sums[BLOCK_PAIRS * MOST_VECTORS * SUMS];
      const size_t num = min_size(num_vectors - first, MOST_VECTORS);
      count_block(tile, first, num, offsets, sums);
      for (size_t v = 0; v < num; v++) {
        const size_t m = (first + v) * LANES;
        store_vector(min_size(tile->num_pixels - m, LANES), sums, v, inside + m, acc + m * ldacc + block * BLOCK,
                     ldacc);
      }
    }
  }
}

// A vector's pixels, even and odd lanes.
struct middles {
  __m128i even, odd;
};

static void split_middles(const struct bitplane_lane_tile* tile, const int16_t* middle, struct middles* middles) {
  const __m128i even_then_odd = _mm_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
  int16_t of_lane[BITPLANE_LANE_PIXELS];
  memset(of_lane + tile->num_pixels / LANES * LANES, 0, tile->num_pixels % LANES == 0 ? 0 : LANES * sizeof *of_lane);
  memcpy(of_lane, middle, tile->num_pixels * sizeof *middle);
  for (size_t v = 0; v < vectors_of(tile); v++) {
    const __m128i low = _mm_shuffle_epi8(load(of_lane + v * LANES), even_then_odd);
    const __m128i high = _mm_shuffle_epi8(load(of_lane + v * LANES + LANES / 2), even_then_odd);
    middles[v] = (struct middles){_mm_unpacklo_epi64(low, high), _mm_unpackhi_epi64(low, high)};
  }
}

// The signs of a vector's pixels under a block of filters from n on: a byte for each, first the even ones.
static inline __m128i signs_of(const struct bitplane_lane_limits* limits, size_t n, const struct middles* middles,
                               const __m128i* sums, size_t v) {
  __m128i bytes = _mm_setzero_si128();
  for (size_t i = BLOCK; i-- > 0;) {
    const __m128i* counts = counts_of(sums, i, v);
    const __m128i most = _mm_set1_epi16(limits->most[n + i]);
    __m128i even = _mm_cmpgt_epi16(counts[0], _mm_adds_epi16(middles->even, most));
    __m128i odd = _mm_cmpgt_epi16(counts[1], _mm_adds_epi16(middles->odd, most));
    if (limits->least != NULL) {
      const __m128i least = _mm_set1_epi16(limits->least[n + i]);
      even = _mm_or_si128(even, _mm_cmpgt_epi16(_mm_adds_epi16(middles->even, least), counts[0]));
      odd = _mm_or_si128(odd, _mm_cmpgt_epi16(_mm_adds_epi16(middles->odd, least), counts[1]));
    }
    bytes = _mm_sub_epi8(_mm_add_epi8(bytes, bytes), _mm_packs_epi16(even, odd));
  }
  return bytes;
}

// Words of 16 pixels from their bytes: bytes[i] has byte i of each, in the order of signs_of().
static inline void store_words(const __m128i bytes[WORD_BLOCKS], uint64_t words[LANES]) {
  __m128i x[8], y[8];
  for (size_t i = 0; i < 4; i++) {
    x[i] = _mm_unpacklo_epi8(bytes[2 * i], bytes[2 * i + 1]);      // of even pixels
    x[4 + i] = _mm_unpackhi_epi8(bytes[2 * i], bytes[2 * i + 1]);  // of odd pixels
  }
  for (size_t i = 0; i < 4; i++) {
    y[2 * i] = _mm_unpacklo_epi16(x[2 * i], x[2 * i + 1]);
    y[2 * i + 1] = _mm_unpackhi_epi16(x[2 * i], x[2 * i + 1]);
  }
  // y: [parity][low or high half of the word][first or last four pixels]
  for (size_t parity = 0; parity < 2; parity++) {
    for (size_t four = 0; four < 2; four++) {
      const __m128i low = y[4 * parity + four], high = y[4 * parity + 2 + four];
      x[4 * parity + 2 * four] = _mm_unpacklo_epi32(low, high);
      x[4 * parity + 2 * four + 1] = _mm_unpackhi_epi32(low, high);
    }
  }
  // x: [parity][two pixels of that parity]; beside each other they are four in a row.
  for (size_t i = 0; i < 4; i++) {
    store(words + 4 * i, _mm_unpacklo_epi64(x[i], x[4 + i]));
    store(words + 4 * i + 2, _mm_unpackhi_epi64(x[i], x[4 + i]));
  }
}

static void store_signs(const struct bitplane_lane_tile* tile, __m128i bytes[][WORD_BLOCKS], size_t num_blocks,
                        uint64_t flip, uint64_t* bits, size_t row_words) {
  for (size_t v = 0; v < vectors_of(tile); v++) {
    uint64_t words[LANES];
    for (size_t i = num_blocks; i < WORD_BLOCKS; i++) bytes[v][i] = _mm_setzero_si128();
    store_words(bytes[v], words);
    const size_t num = min_size(tile->num_pixels - v * LANES, LANES);
    for (size_t m = 0; m < num; m++) bits[(v * LANES + m) * row_words] = words[m] ^ flip;
  }
}

static void run_signs(const struct bitplane_lane_tile* tile, size_t num_blocks, const void* w,
                      const struct bitplane_lane_limits* limits, uint64_t* bits) {
  const size_t num_vectors = vectors_of(tile), row_words = (num_blocks + WORD_BLOCKS - 1) / WORD_BLOCKS;
  struct middles middles[TILE_VECTORS];
  split_middles(tile, limits->middle, middles);
  for (size_t word = 0; word < row_words; word++) {
    const size_t word_blocks = min_size(num_blocks - word * WORD_BLOCKS, WORD_BLOCKS);
    __m128i bytes[TILE_VECTORS][WORD_BLOCKS];
    for (size_t i = 0; i < word_blocks; i++) {
      const size_t block = word * WORD_BLOCKS + i;
      const uint16_t* offsets = (const uint16_t*)w + block * block_offsets(tile);
      for (size_t first = 0; first < num_vectors; first += MOST_VECTORS) {
        __m128i sums[BLOCK_PAIRS * MOST_VECTORS * SUMS];
        const size_t num = min_size(num_vectors - first, MOST_VECTORS);
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

const struct bitplane_lanes_kernel bitplane_lanes_128x2__ssse3 = {
    .name = "bitplane_lanes_128x2__ssse3",
    .cpu_features = BITPLANE_CPU_SSSE3,
    .filter_block = BLOCK,
    .outdone_by = BITPLANE_CPU_AVX2 | BITPLANE_CPU_AVX512BW,
    .least_filters = 5,
    .most_filters = 128,
    .least_pixels_per_filter = 1,
    .pack = pack,
    .split = split,
    .gather = gather,
    .run = run,
    .run_signs = run_signs,
};

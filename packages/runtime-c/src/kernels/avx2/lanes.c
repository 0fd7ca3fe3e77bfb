// 128 pixels by two filters, by table look-up (lookup.h) with the pixels in the lanes: for layers of few filters, which
// would leave lanes idle or share a row of the table among too few vectors.
#include "../lanes.h"

#include <string.h>

#include "../../bits.h"
#include "lookup_tile.h"

enum {
  BLOCK = 8,  // filters: their signs are a byte of a pixel
  BLOCK_PAIRS = BLOCK / 2,
  WORD_BLOCKS = BITPLANE_WORD_BITS / BLOCK,
};

_Static_assert(BITPLANE_LANE_PIXELS == MOST_VECTORS * LANES, "a row of lanes is what one row of the table is for");
_Static_assert(BITPLANE_LANE_GAP >= STEP_GROUPS - 1, "a gap fills the last step up");

// A word of 32 rows, as eight vectors: byte i of each row. Each round joins vectors whose numbers differ in one bit;
// that bit becomes the lowest of a byte's place in its half, and the highest of the place takes its part in the number.
static inline void split_words(const uint64_t* const rows[LANES], size_t k, __m256i bytes[8]) {
  __m256i x[8], y[8];
  for (size_t i = 0; i < 8; i++) {
    x[i] = _mm256_setr_epi64x((int64_t)rows[2 * i][k], (int64_t)rows[2 * i + 1][k], (int64_t)rows[2 * i + 16][k],
                              (int64_t)rows[2 * i + 17][k]);
  }
  for (size_t i = 0; i < 4; i++) {
    y[i] = _mm256_unpacklo_epi8(x[i], x[i + 4]);
    y[i + 4] = _mm256_unpackhi_epi8(x[i], x[i + 4]);
  }
  for (size_t i = 0; i < 8; i += 4) {
    for (size_t j = i; j < i + 2; j++) {
      x[j] = _mm256_unpacklo_epi8(y[j], y[j + 2]);
      x[j + 2] = _mm256_unpackhi_epi8(y[j], y[j + 2]);
    }
  }
  for (size_t i = 0; i < 8; i += 2) {
    y[i] = _mm256_unpacklo_epi8(x[i], x[i + 1]);
    y[i + 1] = _mm256_unpackhi_epi8(x[i], x[i + 1]);
  }
  for (size_t i = 0; i < 4; i++) {
    bytes[2 * i] = _mm256_unpacklo_epi8(y[i], y[i + 4]);
    bytes[2 * i + 1] = _mm256_unpackhi_epi8(y[i], y[i + 4]);
  }
}

static void split(const struct bitplane_lane_image* image, const uint64_t* pixels, size_t first, size_t end,
                  uint8_t* planes) {
  const __m256i low_nibble = _mm256_set1_epi8(15);
  for (size_t m = first; m < end; m += LANES) {
    const uint64_t* rows[LANES];
    for (size_t i = 0; i < LANES; i++) rows[i] = pixels + min_size(m + i, end - 1) * image->num_words;
    const __m256i padding = load(image->padding + m);
    uint8_t* to = planes + m;
    for (size_t k = 0; k < image->num_words; k++, to += BITPLANE_WORD_GROUPS * image->plane_nbytes) {
      __m256i bytes[8];
      split_words(rows, k, bytes);
      for (size_t i = 0; i < 8; i++) {
        const __m256i low = _mm256_and_si256(bytes[i], low_nibble);
        const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes[i], 4), low_nibble);
        _mm256_storeu_si256((__m256i*)(to + i * image->plane_nbytes), _mm256_or_si256(low, padding));
        _mm256_storeu_si256((__m256i*)(to + (8 + i) * image->plane_nbytes), _mm256_or_si256(high, padding));
      }
    }
  }
}

// Whole vectors: what is too much is overwritten by the next move, the next row, or lies in the gap.
static void gather(const struct bitplane_lane_image* image, const uint8_t* planes, size_t first, size_t num,
                   uint8_t* lanes) {
  struct bitplane_move moves[BITPLANE_LANE_PIXELS + MOST_VECTORS];
  const size_t num_moves = bitplane_list_moves(image, first, num, LANES, moves);
  for (size_t u = 0; u < image->tap_rows; u++) {
    for (size_t v = 0; v < image->tap_columns; v++) {
      const uint8_t* from = planes + u * image->row_dilation * image->width + v;
      for (size_t g = 0; g < image->num_words * BITPLANE_WORD_GROUPS; g++) {
        for (size_t i = 0; i < num_moves; i++) {
          _mm256_storeu_si256((__m256i*)(lanes + moves[i].to), load(from + moves[i].from));
        }
        from += image->plane_nbytes;
        lanes += BITPLANE_LANE_PIXELS;
      }
    }
  }
  memset(lanes, 0, BITPLANE_LANE_GAP * BITPLANE_LANE_PIXELS);
}

// Counts all words under a block of filters. Chunks are the outer loop: their lanes are read from L1 for all but the
// first pair. sums: [pairs][MOST_VECTORS][SUMS].
static void count_block(const struct bitplane_lane_tile* tile, size_t num_vectors, const uint16_t* offsets,
                        __m256i* sums) {
  const size_t num_groups = (size_t)row_groups(tile->num_words);
  for (size_t k = 0; k < tile->num_words; k += CHUNK_WORDS) {
    const size_t num_steps = chunk_steps(min_size(tile->num_words - k, CHUNK_WORDS)), group = k * BITPLANE_WORD_GROUPS;
    for (size_t p = 0; p < BLOCK_PAIRS; p++) {
      const struct counted counted = {
          .offsets = offsets + p * num_groups + group,
          .lanes = tile->lanes + group * BITPLANE_LANE_PIXELS,
          .group_lanes = BITPLANE_LANE_PIXELS,
          .begins = k == 0,
      };
      __m256i* to = sums + p * MOST_VECTORS * SUMS;
      // Two loops are enough: there is always room for four vectors of lanes.
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
static inline const __m256i* counts_of(const __m256i* sums, size_t filter, size_t v) {
  return sums + (filter / 2 * MOST_VECTORS + v) * SUMS + filter % 2 * 2;
}

// Eight vectors of eight 16-bit lanes in each half, rows for columns.
static inline void transpose(__m256i x[8]) {
  __m256i y[8];
  for (size_t i = 0; i < 4; i++) {
    y[i] = _mm256_unpacklo_epi16(x[2 * i], x[2 * i + 1]);
    y[4 + i] = _mm256_unpackhi_epi16(x[2 * i], x[2 * i + 1]);
  }
  for (size_t i = 0; i < 4; i++) {
    x[2 * i] = _mm256_unpacklo_epi32(y[2 * i], y[2 * i + 1]);
    x[2 * i + 1] = _mm256_unpackhi_epi32(y[2 * i], y[2 * i + 1]);
  }
  for (size_t i = 0; i < 8; i++) {
    const __m256i first = x[i / 4 * 4 + i / 2 % 2], last = x[i / 4 * 4 + i / 2 % 2 + 2];
    y[i] = i % 2 == 0 ? _mm256_unpacklo_epi64(first, last) : _mm256_unpackhi_epi64(first, last);
  }
  memcpy(x, y, sizeof y);
}

// acc = inside - 2 * count for a pixel under a block.
static inline void store_acc(int32_t* acc, int32_t inside, __m128i counts) {
  const __m256i count = _mm256_cvtepu16_epi32(counts);
  const __m256i sum = _mm256_sub_epi32(_mm256_set1_epi32(inside), _mm256_add_epi32(count, count));
  _mm256_storeu_si256((__m256i*)acc, sum);
}

static void store_block(const struct bitplane_lane_tile* tile, const __m256i* sums, const int32_t* inside, int32_t* acc,
                        size_t ldacc) {
  for (size_t v = 0; v < vectors_of(tile); v++) {
    for (size_t parity = 0; parity < 2; parity++) {
      __m256i counts[BLOCK];
      for (size_t i = 0; i < BLOCK; i++) counts[i] = counts_of(sums, i, v)[parity];
      transpose(counts);
      for (size_t i = 0; i < BLOCK; i++) {
        const size_t low = v * LANES + 2 * i + parity, high = low + LANES / 2;
        if (low < tile->num_pixels) store_acc(acc + low * ldacc, inside[low], _mm256_castsi256_si128(counts[i]));
        if (high < tile->num_pixels)
          store_acc(acc + high * ldacc, inside[high], _mm256_extracti128_si256(counts[i], 1));
      }
    }
  }
}

static void run(const struct bitplane_lane_tile* tile, size_t num_blocks, const void* w, const int32_t* inside,
                int32_t* acc, size_t ldacc) {
  for (size_t block = 0; block < num_blocks; block++) {
    __m256i sums[BLOCK_PAIRS * MOST_VECTORS * SUMS];
    count_block(tile, vectors_of(tile), (const uint16_t*)w + block * block_offsets(tile), sums);
    store_block(tile, sums, inside, acc + block * BLOCK, ldacc);
  }
}

// A vector's pixels, even and odd lanes.
struct middles {
  __m256i even, odd;
};

static void split_middles(const struct bitplane_lane_tile* tile, const int16_t* middle, struct middles* middles) {
  int16_t of_lane[BITPLANE_LANE_PIXELS];
  memset(of_lane + tile->num_pixels / LANES * LANES, 0, tile->num_pixels % LANES == 0 ? 0 : LANES * sizeof *of_lane);
  memcpy(of_lane, middle, tile->num_pixels * sizeof *middle);
  for (size_t v = 0; v < vectors_of(tile); v++) {
    const __m256i a = load(of_lane + v * LANES), b = load(of_lane + v * LANES + LANES / 2);
    const __m256i low = _mm256_permute2x128_si256(a, b, 0x20), high = _mm256_permute2x128_si256(a, b, 0x31);
    // A middle is >= 0: packing 32-bit lanes with saturation keeps it.
    const __m256i low_half = _mm256_set1_epi32(0xffff);
    middles[v].even = _mm256_packus_epi32(_mm256_and_si256(low, low_half), _mm256_and_si256(high, low_half));
    middles[v].odd = _mm256_packus_epi32(_mm256_srli_epi32(low, 16), _mm256_srli_epi32(high, 16));
  }
}

// The signs of a vector's pixels under a block of filters from n on: a byte for each, in each half first the even ones.
static inline __m256i signs_of(const struct bitplane_lane_limits* limits, size_t n, const struct middles* middles,
                               const __m256i* sums, size_t v) {
  __m256i bytes = _mm256_setzero_si256();
  for (size_t i = BLOCK; i-- > 0;) {
    const __m256i* counts = counts_of(sums, i, v);
    const __m256i most = _mm256_set1_epi16(limits->most[n + i]);
    __m256i even = _mm256_cmpgt_epi16(counts[0], _mm256_adds_epi16(middles->even, most));
    __m256i odd = _mm256_cmpgt_epi16(counts[1], _mm256_adds_epi16(middles->odd, most));
    if (limits->least != NULL) {
      const __m256i least = _mm256_set1_epi16(limits->least[n + i]);
      even = _mm256_or_si256(even, _mm256_cmpgt_epi16(_mm256_adds_epi16(middles->even, least), counts[0]));
      odd = _mm256_or_si256(odd, _mm256_cmpgt_epi16(_mm256_adds_epi16(middles->odd, least), counts[1]));
    }
    bytes = _mm256_sub_epi8(_mm256_add_epi8(bytes, bytes), _mm256_packs_epi16(even, odd));
  }
  return bytes;
}

// Words of 32 pixels from their bytes: bytes[i] has byte i of each, in the order of signs_of().
static inline void store_words(const __m256i bytes[WORD_BLOCKS], uint64_t words[LANES]) {
  __m256i x[8], y[8];
  for (size_t i = 0; i < 4; i++) {
    x[i] = _mm256_unpacklo_epi8(bytes[2 * i], bytes[2 * i + 1]);      // of even pixels
    x[4 + i] = _mm256_unpackhi_epi8(bytes[2 * i], bytes[2 * i + 1]);  // of odd pixels
  }
  for (size_t i = 0; i < 4; i++) {
    y[2 * i] = _mm256_unpacklo_epi16(x[2 * i], x[2 * i + 1]);
    y[2 * i + 1] = _mm256_unpackhi_epi16(x[2 * i], x[2 * i + 1]);
  }
  // y: [parity][low or high half of the word][first or last four pixels]
  for (size_t parity = 0; parity < 2; parity++) {
    for (size_t four = 0; four < 2; four++) {
      const __m256i low = y[4 * parity + four], high = y[4 * parity + 2 + four];
      x[4 * parity + 2 * four] = _mm256_unpacklo_epi32(low, high);
      x[4 * parity + 2 * four + 1] = _mm256_unpackhi_epi32(low, high);
    }
  }
  // x: [parity][two pixels of that parity]; beside each other they are four in a row.
  for (size_t i = 0; i < 4; i++) {
    const __m256i first = _mm256_unpacklo_epi64(x[i], x[4 + i]), last = _mm256_unpackhi_epi64(x[i], x[4 + i]);
    _mm256_storeu_si256((__m256i*)(words + 4 * i), _mm256_permute2x128_si256(first, last, 0x20));
    _mm256_storeu_si256((__m256i*)(words + 16 + 4 * i), _mm256_permute2x128_si256(first, last, 0x31));
  }
}

static void store_signs(const struct bitplane_lane_tile* tile, __m256i bytes[][WORD_BLOCKS], size_t num_blocks,
                        uint64_t flip, uint64_t* bits, size_t row_words) {
  for (size_t v = 0; v < vectors_of(tile); v++) {
    uint64_t words[LANES];
    for (size_t i = num_blocks; i < WORD_BLOCKS; i++) bytes[v][i] = _mm256_setzero_si256();
    store_words(bytes[v], words);
    const size_t num = min_size(tile->num_pixels - v * LANES, LANES);
    for (size_t m = 0; m < num; m++) bits[(v * LANES + m) * row_words] = words[m] ^ flip;
  }
}

static void run_signs(const struct bitplane_lane_tile* tile, size_t num_blocks, const void* w,
                      const struct bitplane_lane_limits* limits, uint64_t* bits) {
  const size_t num_vectors = vectors_of(tile), row_words = (num_blocks + WORD_BLOCKS - 1) / WORD_BLOCKS;
  struct middles middles[MOST_VECTORS];
  split_middles(tile, limits->middle, middles);
  for (size_t word = 0; word < row_words; word++) {
    const size_t word_blocks = min_size(num_blocks - word * WORD_BLOCKS, WORD_BLOCKS);
    __m256i bytes[MOST_VECTORS][WORD_BLOCKS];
    for (size_t i = 0; i < word_blocks; i++) {
      const size_t block = word * WORD_BLOCKS + i;
      __m256i sums[BLOCK_PAIRS * MOST_VECTORS * SUMS];
      count_block(tile, num_vectors, (const uint16_t*)w + block * block_offsets(tile), sums);
      for (size_t v = 0; v < num_vectors; v++) {
        bytes[v][i] = signs_of(limits, block * BLOCK, &middles[v], sums, v);
      }
    }
    store_signs(tile, bytes, word_blocks, limits->flip[word], bits + word, row_words);
  }
}

static uint64_t pack(size_t num_filters, size_t num_words, const uint64_t* rows, void* packed) {
  return bitplane_pack_offsets(BLOCK, row_groups(num_words), (struct bitplane_sign_rows){num_filters, num_words, rows},
                               packed);
}

const struct bitplane_lanes_kernel bitplane_lanes_128x2__avx2 = {
    .name = "bitplane_lanes_128x2__avx2",
    .cpu_features = BITPLANE_CPU_AVX2,
    .filter_block = BLOCK,
    .outdone_by = BITPLANE_CPU_AVX512BW,
    .least_filters = 3,
    .most_filters = 96,
    .least_pixels_per_filter = 4,
    .pack = pack,
    .split = split,
    .gather = gather,
    .run = run,
    .run_signs = run_signs,
};

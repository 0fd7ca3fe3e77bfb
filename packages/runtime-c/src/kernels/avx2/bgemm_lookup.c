// Two pixels by 128 filters, by table look-up (lookup.h): one vpshufb counts four bits of two pixels under 32 filters,
// 256 products in one instruction.
#include <string.h>

#include "../kernels.h"
#include "lookup_tile.h"

bitplane_bgemm_fn bitplane_bgemm_2x128__avx2;
bitplane_bgemm_signs_fn bitplane_bgemm_signs_2x128__avx2;
bitplane_bgemm_pack_fn bitplane_pack_nibbles__avx2;

enum {
  TILE_PAIRS = 16,   // pairs of pixels
  ROW_OFFSETS = 64,  // of a pair, in a chunk: 48, and room for a word of zeros
};

// Where a filter goes within a vector, so that the 16-bit sums of even bytes are the first 16 filters, those of odd
// bytes the others.
static size_t lane_of(size_t filter) { return filter % 16 * 2 + filter / 16; }

// Vectors that share rows of the table, of so many that are left: a tile of each number has its own loop.
static size_t next_vectors(size_t left) { return left >= MOST_VECTORS ? MOST_VECTORS : left >= 2 ? 2 : 1; }

// The blocks that share rows of the table with `block`.
struct span {
  size_t first, num;
};

static struct span span_of(size_t block, size_t num_blocks) {
  const size_t first = block / MOST_VECTORS * MOST_VECTORS, num = next_vectors(num_blocks - first);
  if (block < first + num) return (struct span){first, num};
  return (struct span){first + num, next_vectors(num_blocks - first - num)};
}

// Weights in the order of reading: spans of blocks, [groups][blocks of the span][lanes] each.
BITPLANE_ONCE uint64_t bitplane_pack_nibbles__avx2(size_t filter_block, size_t num_filters, size_t num_words,
                                                   const uint64_t* rows, void* packed) {
  const size_t num_blocks = (num_filters + filter_block - 1) / filter_block;
  const uint64_t nbytes = num_blocks * LANES * row_groups(num_words);
  if (packed == NULL) return nbytes;
  const size_t num_groups = (size_t)row_groups(num_words);
  memset(packed, 0, (size_t)nbytes);
  for (size_t filter = 0; filter < num_filters; filter++) {
    const size_t block = filter / LANES;
    const struct span span = span_of(block, num_blocks);
    uint8_t* to = (uint8_t*)packed + (span.first * num_groups + block - span.first) * LANES + lane_of(filter % LANES);
    for (size_t k = 0; k < num_words; k++) {
      for (size_t group = 0; group < BITPLANE_WORD_GROUPS; group++, to += span.num * LANES) {
        *to = bitplane_nibble(rows[filter * num_words + k], group);
      }
    }
  }
  return nbytes;
}

// Where in the table each group of two pixels is: bytes 16 * first, second of a 16-bit offset.
static inline void expand(size_t num_words, const uint64_t* first, const uint64_t* second, uint16_t* offsets) {
  const __m256i low_then_high = _mm256_setr_epi64x(4, 4, 0, 0), high_later = _mm256_setr_epi64x(0, 0, 4, 4);
  for (size_t k = 0; k < num_words; k++, offsets += BITPLANE_WORD_GROUPS) {
    const __m256i a = _mm256_sllv_epi64(_mm256_set1_epi64x((int64_t)first[k]), low_then_high);
    const __m256i b = _mm256_srlv_epi64(_mm256_set1_epi64x((int64_t)second[k]), high_later);
    const __m256i low_bytes = _mm256_and_si256(a, _mm256_set1_epi8((char)0xf0));
    const __m256i high_bytes = _mm256_and_si256(b, _mm256_set1_epi8(0x0f));
    _mm256_storeu_si256((__m256i*)offsets, _mm256_unpacklo_epi8(low_bytes, high_bytes));
  }
  _mm256_storeu_si256((__m256i*)offsets, _mm256_setzero_si256());
}

// Pixels side by side under the same vectors of filters. Pairs fill up the last loop over them; those behind the last
// pixel repeat it.
struct tile {
  size_t num_pixels, num_pairs, num_vectors;
  const uint64_t* a;
  size_t num_words;
};

static void count_chunk(const struct tile* tile, size_t num_steps, const uint16_t* offsets, const uint8_t* lanes,
                        bool begins, __m256i* sums) {
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
static void count_words(const struct tile* tile, size_t first, size_t end, const uint8_t* lanes, __m256i* sums) {
  uint16_t offsets[TILE_PAIRS * ROW_OFFSETS];
  const size_t last = tile->num_pixels - 1;
  for (size_t k = first; k < end; k += CHUNK_WORDS) {
    const size_t num_words = min_size(end - k, CHUNK_WORDS);
    for (size_t p = 0; p < tile->num_pairs; p++) {
      const uint64_t* even = tile->a + min_size(2 * p, last) * tile->num_words + k;
      const uint64_t* odd = tile->a + min_size(2 * p + 1, last) * tile->num_words + k;
      expand(num_words, even, odd, offsets + p * ROW_OFFSETS);
    }
    count_chunk(tile, chunk_steps(num_words), offsets, lanes + k * BITPLANE_WORD_GROUPS * tile->num_vectors * LANES,
                k == first, sums);
  }
}

// acc = from - 2 * count for a vector's filters; see lane_of().
static inline void store_acc(int32_t* acc, const int32_t* from, const __m256i sums[SUMS / 2]) {
  for (size_t i = 0; i < 4; i++) {
    const __m128i half = i % 2 == 0 ? _mm256_castsi256_si128(sums[i / 2]) : _mm256_extracti128_si256(sums[i / 2], 1);
    const __m256i count = _mm256_cvtepu16_epi32(half);
    const __m256i twice = _mm256_add_epi32(count, count);
    _mm256_storeu_si256((__m256i*)(acc + 8 * i), _mm256_sub_epi32(load(from + 8 * i), twice));
  }
}

// The signs of a vector's filters: bit = count > most or, unless that is NULL, count < least.
static inline uint32_t signs_of(const int16_t* most, const int16_t* least, const __m256i sums[SUMS / 2]) {
  __m256i first = _mm256_cmpgt_epi16(sums[0], load(most)), last = _mm256_cmpgt_epi16(sums[1], load(most + 16));
  if (least != NULL) {
    first = _mm256_or_si256(first, _mm256_cmpgt_epi16(load(least), sums[0]));
    last = _mm256_or_si256(last, _mm256_cmpgt_epi16(load(least + 16), sums[1]));
  }
  const __m256i quarters = _mm256_packs_epi16(first, last);  // of first, last, first, last
  return (uint32_t)_mm256_movemask_epi8(_mm256_permute4x64_epi64(quarters, _MM_SHUFFLE(3, 1, 2, 0)));
}

static void multiply_tile(const struct tile* tile, const uint8_t* lanes, const int32_t* const* base, size_t n,
                          int32_t* acc, size_t ldacc) {
  __m256i sums[TILE_PAIRS * MOST_VECTORS * SUMS];
  for (size_t k = 0; k < tile->num_words; k += MOST_CHUNKS * CHUNK_WORDS) {
    count_words(tile, k, min_size(tile->num_words, k + MOST_CHUNKS * CHUNK_WORDS), lanes, sums);
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

// What the signs of pixels are told by, and where they go.
struct signs {
  const int16_t* const* limits;
  size_t least_at;  // behind most, in numbers; 0 where there is none
  uint8_t* bits;
  size_t row_nbytes;
};

// Under the vectors from n on.
static void sign_tile(const struct tile* tile, const uint8_t* lanes, size_t n, const struct signs* signs) {
  __m256i sums[TILE_PAIRS * MOST_VECTORS * SUMS];
  count_words(tile, 0, tile->num_words, lanes, sums);
  // Copies, which no byte written can change.
  const size_t num_pixels = tile->num_pixels, num_vectors = tile->num_vectors;
  const struct signs to = *signs;
  for (size_t m = 0; m < num_pixels; m++) {
    const int16_t* most = to.limits[m] + n;
    const __m256i* counts = sums + m / 2 * num_vectors * SUMS + m % 2 * (SUMS / 2);
    uint8_t* bits = to.bits + m * to.row_nbytes + n / 8;
    for (size_t v = 0; v < num_vectors; v++) {
      const int16_t* least = to.least_at == 0 ? NULL : most + to.least_at + v * LANES;
      const uint32_t word = signs_of(most + v * LANES, least, counts + v * SUMS);
      memcpy(bits + v * sizeof word, &word, sizeof word);
    }
  }
}

static size_t whole_pairs(size_t num_pixels, size_t num_vectors) {
  const size_t pairs = MOST_VECTORS / num_vectors;  // of a tile
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

void bitplane_bgemm_2x128__avx2(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                const void* w, const int32_t* const* base, int32_t* acc, size_t ldacc) {
  const size_t block_nbytes = (size_t)row_groups(num_words) * LANES;
  for (size_t m = 0; m < num_pixels; m += 2 * TILE_PAIRS) {
    for (size_t block = 0; block < num_blocks; block += next_vectors(num_blocks - block)) {
      const struct tile tile = tile_at(m, num_pixels, num_blocks - block, a, num_words);
      multiply_tile(&tile, (const uint8_t*)w + block * block_nbytes, base + m, block * LANES, acc + m * ldacc, ldacc);
    }
  }
}

void bitplane_bgemm_signs_2x128__avx2(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                      const void* w, const int16_t* const* limits, bool has_least, uint64_t* bits) {
  const size_t block_nbytes = (size_t)row_groups(num_words) * LANES;
  const size_t row_words = (num_blocks + 1) / 2;
  struct signs signs = {limits, has_least ? num_blocks * LANES : 0, (uint8_t*)bits, row_words * sizeof *bits};
  for (size_t m = 0; m < num_pixels; m += 2 * TILE_PAIRS) {
    for (size_t block = 0; block < num_blocks; block += next_vectors(num_blocks - block)) {
      const struct tile tile = tile_at(m, num_pixels, num_blocks - block, a, num_words);
      sign_tile(&tile, (const uint8_t*)w + block * block_nbytes, block * LANES, &signs);
    }
    signs.limits += 2 * TILE_PAIRS;
    signs.bits += 2 * TILE_PAIRS * signs.row_nbytes;
  }
  if (num_blocks % 2 == 0) return;
  for (size_t m = 0; m < num_pixels; m++) bits[(m + 1) * row_words - 1] &= UINT32_MAX;
}

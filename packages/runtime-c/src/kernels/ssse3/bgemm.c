// Two pixels by 64 filters, by table look-up (lookup.h): one pshufb counts four bits of two pixels under 16 filters.
#include <string.h>

#include "../../bits.h"
#include "../kernels.h"
#include "lookup_tile.h"

bitplane_bgemm_fn bitplane_bgemm_2x64__ssse3;
bitplane_bgemm_signs_fn bitplane_bgemm_signs_2x64__ssse3;
bitplane_bgemm_pack_fn bitplane_pack_nibbles__ssse3;

enum {
  TILE_PAIRS = 16,   // pairs of pixels
  ROW_OFFSETS = 64,  // of a pair, in a chunk: 48, and room for a word of zeros
};

// Where a filter goes within a vector, so that store_acc() finds filters 4 * i ... 4 * i + 3 as the 32-bit lanes of one
// vector: its 16-bit sums of even and odd bytes are split into low and high halves.
static size_t lane_of(size_t filter) {
  static const uint8_t byte_of_quarter[] = {0, 2, 1, 3};
  return filter % 4 * 4 + byte_of_quarter[filter / 4];
}

// Packed weights begin at the first aligned byte.
static size_t alignment_gap(const void* packed) { return (size_t)-(uintptr_t)packed % LANES; }

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
BITPLANE_ONCE uint64_t bitplane_pack_nibbles__ssse3(size_t filter_block, size_t num_filters, size_t num_words,
                                                    const uint64_t* rows, void* packed) {
  const size_t num_blocks = (num_filters + filter_block - 1) / filter_block;
  const uint64_t nbytes = num_blocks * LANES * row_groups(num_words) + LANES / 2;
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

// Where in the table each group of two pixels is: bytes 16 * first, second of a 16-bit offset.
static inline void expand(size_t num_words, const uint64_t* first, const uint64_t* second, uint16_t* offsets) {
  const __m128i high = _mm_set1_epi8((char)0xf0), low = _mm_set1_epi8(0x0f);
  for (size_t k = 0; k < num_words; k++, offsets += BITPLANE_WORD_GROUPS) {
    const __m128i a = _mm_loadl_epi64((const __m128i*)(first + k));
    const __m128i b = _mm_loadl_epi64((const __m128i*)(second + k));
    const __m128i low_groups = _mm_unpacklo_epi8(_mm_and_si128(_mm_slli_epi16(a, 4), high), _mm_and_si128(b, low));
    const __m128i high_groups = _mm_unpacklo_epi8(_mm_and_si128(a, high), _mm_and_si128(_mm_srli_epi16(b, 4), low));
    _mm_storeu_si128((__m128i*)offsets, low_groups);
    _mm_storeu_si128((__m128i*)(offsets + 8), high_groups);
  }
  memset(offsets, 0, BITPLANE_WORD_GROUPS * sizeof *offsets);
}

// Pixels side by side under the same vectors of filters. Pairs fill up the last loop over them; those behind the last
// pixel repeat it.
struct tile {
  size_t num_pixels, num_pairs, num_vectors;
  const uint64_t* a;
  size_t num_words;
};

static void count_chunk(const struct tile* tile, size_t num_steps, const uint16_t* offsets, const uint8_t* lanes,
                        bool begins, __m128i* sums) {
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
static void count_words(const struct tile* tile, size_t first, size_t end, const uint8_t* lanes, __m128i* sums) {
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

// acc = from - 2 * count for a vector's filters; see lane_of().
static inline void store_acc(int32_t* acc, const int32_t* from, const __m128i sums[SUMS / 2]) {
  const __m128i low_half = _mm_set1_epi32(0xffff);
  const __m128i even = _mm_add_epi16(sums[0], sums[0]), odd = _mm_add_epi16(sums[1], sums[1]);
  const __m128i counts[] = {_mm_and_si128(even, low_half), _mm_srli_epi32(even, 16), _mm_and_si128(odd, low_half),
                            _mm_srli_epi32(odd, 16)};
  for (size_t i = 0; i < 4; i++) {
    const __m128i bases = _mm_loadu_si128((const __m128i*)(from + 4 * i));
    _mm_storeu_si128((__m128i*)(acc + 4 * i), _mm_sub_epi32(bases, counts[i]));
  }
}

static void multiply_tile(const struct tile* tile, const uint8_t* lanes, const int32_t* const* base, size_t n,
                          int32_t* acc, size_t ldacc) {
  __m128i sums[TILE_PAIRS * MOST_VECTORS * SUMS];
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

// Eight counts in the order of the filters; see lane_of(). All fit int16.
static inline __m128i in_order(__m128i sums) {
  return _mm_packs_epi32(_mm_and_si128(sums, _mm_set1_epi32(0xffff)), _mm_srli_epi32(sums, 16));
}

static inline __m128i load(const int16_t* from) { return _mm_loadu_si128((const __m128i*)from); }

// The signs of a vector's filters: bit = count > most or, unless that is NULL, count < least.
static inline uint16_t signs_of(const int16_t* most, const int16_t* least, const __m128i sums[SUMS / 2]) {
  __m128i outside[SUMS / 2];
  for (size_t i = 0; i < SUMS / 2; i++) {
    const __m128i counts = in_order(sums[i]);
    outside[i] = _mm_cmpgt_epi16(counts, load(most + 8 * i));
    if (least != NULL) outside[i] = _mm_or_si128(outside[i], _mm_cmpgt_epi16(load(least + 8 * i), counts));
  }
  return (uint16_t)_mm_movemask_epi8(_mm_packs_epi16(outside[0], outside[1]));
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
  __m128i sums[TILE_PAIRS * MOST_VECTORS * SUMS];
  count_words(tile, 0, tile->num_words, lanes, sums);
  // Copies, which no byte written can change.
  const size_t num_pixels = tile->num_pixels, num_vectors = tile->num_vectors;
  const struct signs to = *signs;
  for (size_t m = 0; m < num_pixels; m++) {
    const int16_t* most = to.limits[m] + n;
    const __m128i* counts = sums + m / 2 * num_vectors * SUMS + m % 2 * (SUMS / 2);
    uint8_t* bits = to.bits + m * to.row_nbytes + n / 8;
    for (size_t v = 0; v < num_vectors; v++) {
      const int16_t* least = to.least_at == 0 ? NULL : most + to.least_at + v * LANES;
      const uint16_t sixteen = signs_of(most + v * LANES, least, counts + v * SUMS);
      memcpy(bits + v * sizeof sixteen, &sixteen, sizeof sixteen);
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

void bitplane_bgemm_2x64__ssse3(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
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

void bitplane_bgemm_signs_2x64__ssse3(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                      const void* packed, const int16_t* const* limits, bool has_least,
                                      uint64_t* bits) {
  const uint8_t* w = (const uint8_t*)packed + alignment_gap(packed);
  const size_t block_nbytes = (size_t)row_groups(num_words) * LANES;
  const size_t row_words = bitplane_row_words(num_blocks * LANES);
  struct signs signs = {limits, has_least ? num_blocks * LANES : 0, (uint8_t*)bits, row_words * sizeof *bits};
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

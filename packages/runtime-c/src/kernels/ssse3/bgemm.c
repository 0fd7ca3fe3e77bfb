// Two pixels by 64 filters, by table look-up (lookup.h): one pshufb counts four bits of two pixels under 16 filters.
// Without AVX an instruction overwrites its first operand and wants others in memory aligned, hence aligned lanes.
#include <string.h>
#include <tmmintrin.h>

#include "../../bits.h"
#include "../kernels.h"
#include "../lookup.h"

bitplane_bgemm_fn bitplane_bgemm_2x64__ssse3;
bitplane_bgemm_signs_fn bitplane_bgemm_signs_2x64__ssse3;
bitplane_bgemm_pack_fn bitplane_pack_nibbles__ssse3;

enum {
  LANES = 16,         // filters of a vector, the filter block; bytes that lanes are aligned to
  MOST_VECTORS = 4,   // that share a row of the table
  STEP_GROUPS = 3,    // counts of a nibble, <= 4 each, may be added: 12 < 16
  CHUNK_WORDS = 3,    // 48 groups: counts <= 192 stay below 256, which decode() needs; 3 kB of lanes stay in L1
  MOST_CHUNKS = 170,  // twice a count of so many chunks fits 16 bits: 2 * 192 * 170 = 65280
  TILE_PAIRS = 16,    // pairs of pixels
  ROW_OFFSETS = 64,   // of a pair, in a chunk: 48, and room for a word of zeros
  SUMS = 4,           // vectors of 16-bit counts: two pixels, even and odd lanes
};

static size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

// Steps of up to CHUNK_WORDS words. What fills the last step up is zero on both sides and counts nothing.
static size_t chunk_steps(size_t num_words) {
  return (num_words * BITPLANE_WORD_GROUPS + STEP_GROUPS - 1) / STEP_GROUPS;
}

// Groups of a filter: whole chunks have no filling (CHUNK_WORDS is a multiple of STEP_GROUPS).
static uint64_t filter_groups(uint64_t num_words) {
  return (num_words * BITPLANE_WORD_GROUPS + STEP_GROUPS - 1) / STEP_GROUPS * STEP_GROUPS;
}

// Where a filter goes within a vector, so that store_acc() finds filters 4 * i ... 4 * i + 3 as the 32-bit lanes of one
// vector: its 16-bit sums of even and odd bytes are split into low and high halves.
static size_t lane_of(size_t filter) {
  static const uint8_t byte_of_quarter[] = {0, 2, 1, 3};
  return filter % 4 * 4 + byte_of_quarter[filter / 4];
}

// Packed weights begin at the first aligned byte.
static size_t alignment_gap(const void* packed) { return (size_t)-(uintptr_t)packed % LANES; }

// Weights in the order of reading: [blocks / 4][groups][4][lanes]; what is left over of the blocks has its own number
// in place of 4.
BITPLANE_ONCE uint64_t bitplane_pack_nibbles__ssse3(size_t filter_block, size_t num_filters, size_t num_words,
                                                    const uint64_t* rows, void* packed) {
  const size_t num_blocks = (num_filters + filter_block - 1) / filter_block;
  const uint64_t nbytes = num_blocks * LANES * filter_groups(num_words) + LANES / 2;
  if (packed == NULL) return nbytes;
  const size_t num_groups = (size_t)filter_groups(num_words);
  memset(packed, 0, (size_t)nbytes);
  uint8_t* lanes = (uint8_t*)packed + alignment_gap(packed);
  for (size_t filter = 0; filter < num_filters; filter++) {
    const size_t block = filter / LANES, vector = block % MOST_VECTORS, first_block = block - vector;
    const size_t num_vectors = min_size(num_blocks - first_block, MOST_VECTORS);
    uint8_t* to = lanes + first_block * LANES * num_groups + vector * LANES + lane_of(filter % LANES);
    for (size_t k = 0; k < num_words; k++) {
      for (size_t group = 0; group < BITPLANE_WORD_GROUPS; group++, to += num_vectors * LANES) {
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

static inline __m128i load_row(uint16_t offset) {
  return _mm_load_si128((const __m128i*)((const uint8_t*)&bitplane_pair_counts + offset));
}

static inline __m128i count(__m128i row, const uint8_t* lanes) {
  return _mm_shuffle_epi8(row, _mm_load_si128((const __m128i*)lanes));
}

static inline void add_to(__m128i* sum, __m128i counts) { *sum = _mm_add_epi16(*sum, counts); }

// Adds a chunk's counts to 16-bit sums. A step's sum is four nibbles of a 16-bit word, n0 + 16 n1 + 256 n2 + 4096 n3
// with n0, n2 of the first pixel. Totals N of the chunk are below 256, so from these sums by bytes, modulo 256,
//   raw = (N0 + 16 N1), (N2 + 16 N3) and shifted = (N1 + 16 N2), N3
// each follows from the one before: N3, N2, N1, N0.
static inline void decode(__m128i raw, __m128i shifted, __m128i sums[SUMS]) {
  const __m128i low_byte = _mm_set1_epi16(255);
  const __m128i n3 = _mm_srli_epi16(shifted, 8);
  const __m128i n2 = _mm_and_si128(_mm_sub_epi16(_mm_srli_epi16(raw, 8), _mm_slli_epi16(n3, 4)), low_byte);
  const __m128i n1 = _mm_and_si128(_mm_sub_epi16(shifted, _mm_slli_epi16(n2, 4)), low_byte);
  const __m128i n0 = _mm_and_si128(_mm_sub_epi16(raw, _mm_slli_epi16(n1, 4)), low_byte);
  add_to(&sums[0], n0);
  add_to(&sums[1], n2);
  add_to(&sums[2], n1);
  add_to(&sums[3], n3);
}

// Counts a chunk for some pairs and vectors side by side; both numbers are constants, and eight accumulators fill half
// the registers. sums: [num_pairs, num_vectors, SUMS].
static inline __attribute__((always_inline)) void count_tile(size_t num_pairs, size_t num_vectors, size_t num_steps,
                                                             const uint16_t* offsets, const uint8_t* lanes,
                                                             __m128i* sums) {
  __m128i raw[MOST_VECTORS], shifted[MOST_VECTORS];
  for (size_t i = 0; i < num_pairs * num_vectors; i++) raw[i] = shifted[i] = _mm_setzero_si128();
  for (size_t step = 0; step < num_steps; step++) {
    for (size_t p = 0; p < num_pairs; p++) {
      const __m128i row0 = load_row(offsets[p * ROW_OFFSETS]);
      const __m128i row1 = load_row(offsets[p * ROW_OFFSETS + 1]);
      const __m128i row2 = load_row(offsets[p * ROW_OFFSETS + 2]);
      for (size_t v = 0; v < num_vectors; v++) {
        const __m128i count0 = count(row0, lanes + v * LANES);
        const __m128i count1 = count(row1, lanes + (num_vectors + v) * LANES);
        const __m128i count2 = count(row2, lanes + (2 * num_vectors + v) * LANES);
        const __m128i counts = _mm_add_epi8(_mm_add_epi8(count0, count1), count2);
        const size_t i = p * num_vectors + v;
        raw[i] = _mm_add_epi8(raw[i], counts);
        shifted[i] = _mm_add_epi8(shifted[i], _mm_srli_epi16(counts, 4));
        __asm__("" : "+x"(raw[i]), "+x"(shifted[i]));  // else gcc 12 holds each sum twice, half of them in memory
      }
    }
    offsets += STEP_GROUPS;
    lanes += STEP_GROUPS * num_vectors * LANES;
  }
  for (size_t i = 0; i < num_pairs * num_vectors; i++) decode(raw[i], shifted[i], sums + i * SUMS);
}

// Pixels side by side under the same vectors of filters.
struct tile {
  size_t num_pixels, num_pairs, num_vectors;
  const uint64_t* a;
  size_t num_words;
};

static void count_chunk(const struct tile* tile, size_t num_steps, const uint16_t* offsets, const uint8_t* lanes,
                        __m128i* sums) {
  const size_t num_vectors = tile->num_vectors;
  size_t p = 0;
#define COUNT_TILES(pairs, vectors)                \
  for (; p + pairs <= tile->num_pairs; p += pairs) \
  count_tile(pairs, vectors, num_steps, offsets + p * ROW_OFFSETS, lanes, sums + p * vectors * SUMS)
  if (num_vectors == 4) {
    COUNT_TILES(1, 4);
  } else if (num_vectors == 3) {
    COUNT_TILES(1, 3);
  } else if (num_vectors == 2) {
    COUNT_TILES(2, 2);
    COUNT_TILES(1, 2);
  } else {
    COUNT_TILES(4, 1);
    COUNT_TILES(1, 1);
  }
#undef COUNT_TILES
}

// Counts the words [first, end) of all pixels of the tile. Chunks are the outer loop: their lanes are read from L1 for
// all but the first pair. An odd number's last pixel stands beside itself.
static void count_words(const struct tile* tile, size_t first, size_t end, const uint8_t* lanes, __m128i* sums) {
  uint16_t offsets[TILE_PAIRS * ROW_OFFSETS];
  const size_t last = tile->num_pixels - 1;
  memset(sums, 0, tile->num_pairs * tile->num_vectors * SUMS * sizeof *sums);
  for (size_t k = first; k < end; k += CHUNK_WORDS) {
    const size_t num_words = min_size(end - k, CHUNK_WORDS);
    for (size_t p = 0; p < tile->num_pairs; p++) {
      const uint64_t* even = tile->a + 2 * p * tile->num_words + k;
      const uint64_t* odd = tile->a + min_size(2 * p + 1, last) * tile->num_words + k;
      expand(num_words, even, odd, offsets + p * ROW_OFFSETS);
    }
    const uint8_t* chunk = lanes + k * BITPLANE_WORD_GROUPS * tile->num_vectors * LANES;
    count_chunk(tile, chunk_steps(num_words), offsets, chunk, sums);
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
  for (size_t m = 0; m < tile->num_pixels; m++) {
    for (size_t v = 0; v < tile->num_vectors; v++) {
      const size_t i = m / 2 * tile->num_vectors + v;
      const int16_t* most = signs->limits[m] + n + v * LANES;
      const int16_t* least = signs->least_at == 0 ? NULL : most + signs->least_at;
      const uint16_t sixteen = signs_of(most, least, sums + i * SUMS + m % 2 * (SUMS / 2));
      memcpy(signs->bits + m * signs->row_nbytes + (n + v * LANES) / 8, &sixteen, sizeof sixteen);
    }
  }
}

static struct tile tile_at(size_t m, size_t num_pixels, size_t num_vectors, const uint64_t* a, size_t num_words) {
  const size_t tile_pixels = min_size(num_pixels - m, 2 * TILE_PAIRS);
  return (struct tile){
      .num_pixels = tile_pixels,
      .num_pairs = (tile_pixels + 1) / 2,
      .num_vectors = min_size(num_vectors, MOST_VECTORS),
      .a = a + m * num_words,
      .num_words = num_words,
  };
}

void bitplane_bgemm_2x64__ssse3(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                const void* packed, const int32_t* const* base, int32_t* acc, size_t ldacc) {
  const uint8_t* w = (const uint8_t*)packed + alignment_gap(packed);
  const size_t block_nbytes = (size_t)filter_groups(num_words) * LANES;
  for (size_t m = 0; m < num_pixels; m += 2 * TILE_PAIRS) {
    for (size_t block = 0; block < num_blocks; block += MOST_VECTORS) {
      const struct tile tile = tile_at(m, num_pixels, num_blocks - block, a, num_words);
      multiply_tile(&tile, w + block * block_nbytes, base + m, block * LANES, acc + m * ldacc, ldacc);
    }
  }
}

void bitplane_bgemm_signs_2x64__ssse3(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                      const void* packed, const int16_t* const* limits, bool has_least,
                                      uint64_t* bits) {
  const uint8_t* w = (const uint8_t*)packed + alignment_gap(packed);
  const size_t block_nbytes = (size_t)filter_groups(num_words) * LANES;
  const size_t row_words = bitplane_row_words(num_blocks * LANES);
  struct signs signs = {limits, has_least ? num_blocks * LANES : 0, (uint8_t*)bits, row_words * sizeof *bits};
  for (size_t m = 0; m < num_pixels; m++) bits[(m + 1) * row_words - 1] = 0;
  for (size_t m = 0; m < num_pixels; m += 2 * TILE_PAIRS) {
    for (size_t block = 0; block < num_blocks; block += MOST_VECTORS) {
      const struct tile tile = tile_at(m, num_pixels, num_blocks - block, a, num_words);
      sign_tile(&tile, w + block * block_nbytes, block * LANES, &signs);
    }
    signs.limits += 2 * TILE_PAIRS;
    signs.bits += 2 * TILE_PAIRS * signs.row_nbytes;
  }
}

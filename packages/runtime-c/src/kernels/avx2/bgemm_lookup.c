// Two pixels by 128 filters, by table look-up (lookup.h): one vpshufb counts four bits of two pixels under 32 filters,
// 256 products in one instruction.
#include <immintrin.h>
#include <string.h>

#include "../kernels.h"
#include "../lookup.h"

bitplane_bgemm_fn bitplane_bgemm_2x128__avx2;
bitplane_bgemm_signs_fn bitplane_bgemm_signs_2x128__avx2;
bitplane_bgemm_pack_fn bitplane_pack_nibbles__avx2;

enum {
  LANES = 32,         // filters of a vector, the filter block
  MOST_VECTORS = 4,   // that share a row of the table
  STEP_GROUPS = 3,    // counts of a nibble, <= 4 each, may be added: 12 < 16
  CHUNK_WORDS = 3,    // 48 groups: counts <= 192 stay below 256, which decode() needs; 6 kB of lanes stay in L1
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

// Where a filter goes within a vector, so that the 16-bit sums of even bytes are the first 16 filters, those of odd
// bytes the others.
static size_t lane_of(size_t filter) { return filter % 16 * 2 + filter / 16; }

// Weights in the order of reading: [blocks / 4][groups][4][lanes]; what is left over of the blocks has its own number
// in place of 4.
BITPLANE_ONCE uint64_t bitplane_pack_nibbles__avx2(size_t filter_block, size_t num_filters, size_t num_words,
                                                   const uint64_t* rows, void* packed) {
  const size_t num_blocks = (num_filters + filter_block - 1) / filter_block;
  const uint64_t nbytes = num_blocks * LANES * filter_groups(num_words);
  if (packed == NULL) return nbytes;
  const size_t num_groups = (size_t)filter_groups(num_words);
  memset(packed, 0, (size_t)nbytes);
  for (size_t filter = 0; filter < num_filters; filter++) {
    const size_t block = filter / LANES, vector = block % MOST_VECTORS, first_block = block - vector;
    const size_t num_vectors = min_size(num_blocks - first_block, MOST_VECTORS);
    uint8_t* to = (uint8_t*)packed + first_block * LANES * num_groups + vector * LANES + lane_of(filter % LANES);
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

static inline __m256i load(const void* from) { return _mm256_loadu_si256((const __m256i*)from); }

static inline __m256i load_row(uint16_t offset) {
  return _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i*)((const uint8_t*)&bitplane_pair_counts + offset)));
}

static inline void add_to(__m256i* sum, __m256i counts) { *sum = _mm256_add_epi16(*sum, counts); }

// Adds a chunk's counts to 16-bit sums. A step's sum is four nibbles of a 16-bit word, n0 + 16 n1 + 256 n2 + 4096 n3
// with n0, n2 of the first pixel. Totals N of the chunk are below 256, so from these sums by bytes, modulo 256,
//   raw = (N0 + 16 N1), (N2 + 16 N3) and shifted = (N1 + 16 N2), N3
// each follows from the one before: N3, N2, N1, N0.
static inline void decode(__m256i raw, __m256i shifted, __m256i sums[SUMS]) {
  const __m256i low_byte = _mm256_set1_epi16(255);
  const __m256i n3 = _mm256_srli_epi16(shifted, 8);
  const __m256i n2 = _mm256_and_si256(_mm256_sub_epi16(_mm256_srli_epi16(raw, 8), _mm256_slli_epi16(n3, 4)), low_byte);
  const __m256i n1 = _mm256_and_si256(_mm256_sub_epi16(shifted, _mm256_slli_epi16(n2, 4)), low_byte);
  const __m256i n0 = _mm256_and_si256(_mm256_sub_epi16(raw, _mm256_slli_epi16(n1, 4)), low_byte);
  add_to(&sums[0], n0);
  add_to(&sums[1], n2);
  add_to(&sums[2], n1);
  add_to(&sums[3], n3);
}

// Counts a chunk for some pairs and vectors side by side; both numbers are constants, and eight accumulators fill half
// the registers. sums: [num_pairs, num_vectors, SUMS].
static inline __attribute__((always_inline)) void count_tile(size_t num_pairs, size_t num_vectors, size_t num_steps,
                                                             const uint16_t* offsets, const uint8_t* lanes,
                                                             __m256i* sums) {
  __m256i raw[MOST_VECTORS], shifted[MOST_VECTORS];
  for (size_t i = 0; i < num_pairs * num_vectors; i++) raw[i] = shifted[i] = _mm256_setzero_si256();
  for (size_t step = 0; step < num_steps; step++) {
    for (size_t p = 0; p < num_pairs; p++) {
      const __m256i row0 = load_row(offsets[p * ROW_OFFSETS]);
      const __m256i row1 = load_row(offsets[p * ROW_OFFSETS + 1]);
      const __m256i row2 = load_row(offsets[p * ROW_OFFSETS + 2]);
      for (size_t v = 0; v < num_vectors; v++) {
        const __m256i count0 = _mm256_shuffle_epi8(row0, load(lanes + v * LANES));
        const __m256i count1 = _mm256_shuffle_epi8(row1, load(lanes + (num_vectors + v) * LANES));
        const __m256i count2 = _mm256_shuffle_epi8(row2, load(lanes + (2 * num_vectors + v) * LANES));
        const __m256i count = _mm256_add_epi8(_mm256_add_epi8(count0, count1), count2);
        const size_t i = p * num_vectors + v;
        raw[i] = _mm256_add_epi8(raw[i], count);
        shifted[i] = _mm256_add_epi8(shifted[i], _mm256_srli_epi16(count, 4));
        __asm__("" : "+x"(raw[i]), "+x"(shifted[i]));  // else gcc 12 holds each sum twice, half of them in memory: 5 %
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
                        __m256i* sums) {
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
static void count_words(const struct tile* tile, size_t first, size_t end, const uint8_t* lanes, __m256i* sums) {
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
    count_chunk(tile, chunk_steps(num_words), offsets, lanes + k * BITPLANE_WORD_GROUPS * tile->num_vectors * LANES,
                sums);
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
  for (size_t m = 0; m < tile->num_pixels; m++) {
    for (size_t v = 0; v < tile->num_vectors; v++) {
      const size_t i = m / 2 * tile->num_vectors + v;
      const int16_t* most = signs->limits[m] + n + v * LANES;
      const int16_t* least = signs->least_at == 0 ? NULL : most + signs->least_at;
      const uint32_t word = signs_of(most, least, sums + i * SUMS + m % 2 * (SUMS / 2));
      memcpy(signs->bits + m * signs->row_nbytes + (n + v * LANES) / 8, &word, sizeof word);
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

void bitplane_bgemm_2x128__avx2(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                const void* w, const int32_t* const* base, int32_t* acc, size_t ldacc) {
  const size_t block_nbytes = (size_t)filter_groups(num_words) * LANES;
  for (size_t m = 0; m < num_pixels; m += 2 * TILE_PAIRS) {
    for (size_t block = 0; block < num_blocks; block += MOST_VECTORS) {
      const struct tile tile = tile_at(m, num_pixels, num_blocks - block, a, num_words);
      multiply_tile(&tile, (const uint8_t*)w + block * block_nbytes, base + m, block * LANES, acc + m * ldacc, ldacc);
    }
  }
}

void bitplane_bgemm_signs_2x128__avx2(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                      const void* w, const int16_t* const* limits, bool has_least, uint64_t* bits) {
  const size_t block_nbytes = (size_t)filter_groups(num_words) * LANES;
  const size_t row_words = (num_blocks + 1) / 2;
  struct signs signs = {limits, has_least ? num_blocks * LANES : 0, (uint8_t*)bits, row_words * sizeof *bits};
  for (size_t m = 0; m < num_pixels; m += 2 * TILE_PAIRS) {
    for (size_t block = 0; block < num_blocks; block += MOST_VECTORS) {
      const struct tile tile = tile_at(m, num_pixels, num_blocks - block, a, num_words);
      sign_tile(&tile, (const uint8_t*)w + block * block_nbytes, block * LANES, &signs);
    }
    signs.limits += 2 * TILE_PAIRS;
    signs.bits += 2 * TILE_PAIRS * signs.row_nbytes;
  }
  if (num_blocks % 2 == 0) return;
  for (size_t m = 0; m < num_pixels; m++) bits[(m + 1) * row_words - 1] &= UINT32_MAX;
}

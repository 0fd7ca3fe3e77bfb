// 128 pixels by two filters, by table look-up (lookup.h) with the pixels in the lanes.
#define BITPLANE_VECTOR_LANES 32

#include "../lanes.h"
#include "../lookup/lookup_tile.h"

static inline vector words_of(const uint64_t* const rows[LANES], size_t k, size_t i) {
  return _mm256_setr_epi64x((int64_t)rows[2 * i][k], (int64_t)rows[2 * i + 1][k], (int64_t)rows[2 * i + 16][k],
                            (int64_t)rows[2 * i + 17][k]);
}

// Of numbers >= 0: packing 32-bit lanes with saturation keeps them.
static inline struct by_parity split_parity(vector a, vector b) {
  const vector low = _mm256_permute2x128_si256(a, b, 0x20), high = _mm256_permute2x128_si256(a, b, 0x31);
  const vector low_half = _mm256_set1_epi32(0xffff);
  return (struct by_parity){_mm256_packus_epi32(and_bits(low, low_half), and_bits(high, low_half)),
                            _mm256_packus_epi32(_mm256_srli_epi32(low, 16), _mm256_srli_epi32(high, 16))};
}

static inline void store_rows(uint64_t* words, size_t i, vector first, vector last) {
  store(words + 4 * i, _mm256_permute2x128_si256(first, last, 0x20));
  store(words + 16 + 4 * i, _mm256_permute2x128_si256(first, last, 0x31));
}

static inline void store_half(__m128i counts, int32_t inside, int32_t* acc) {
  const __m256i count = _mm256_cvtepu16_epi32(counts);
  store(acc, _mm256_sub_epi32(_mm256_set1_epi32(inside), _mm256_add_epi32(count, count)));
}

static inline void store_sums(vector counts, size_t m, size_t num, const int32_t* inside, int32_t* acc, size_t ldacc) {
  const size_t low = m, high = m + LANES / 2;
  if (low < num) store_half(_mm256_castsi256_si128(counts), inside[low], acc + low * ldacc);
  if (high < num) store_half(_mm256_extracti128_si256(counts, 1), inside[high], acc + high * ldacc);
}

#include "../lookup/lookup_lanes.h"

const struct bitplane_lanes_kernel bitplane_lanes_128x2__avx2 = {
    .name = "bitplane_lanes_128x2__avx2",
    .cpu_features = BITPLANE_CPU_AVX2,
    .filter_block = BLOCK,
    .outdone_by = BITPLANE_CPU_AVX512BW,
    .min_filters = 3,
    .max_filters = 96,
    .min_pixels_per_filter = 4,
    .pack = pack,
    .split = split,
    .gather = gather,
    .run = run,
    .run_signs = run_signs,
};

// 128 pixels by two filters, by table look-up (lookup.h) with the pixels in the lanes.
#define BITPLANE_VECTOR_LANES 16

#include "../lanes.h"
#include "../x86/lookup_tile.h"

static inline vector words_of(const uint64_t* const rows[LANES], size_t k, size_t i) {
  return _mm_set_epi64x((int64_t)rows[2 * i + 1][k], (int64_t)rows[2 * i][k]);
}

static inline struct by_parity split_parity(vector a, vector b) {
  const vector even_then_odd = _mm_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
  const vector low = shuffle8(a, even_then_odd), high = shuffle8(b, even_then_odd);
  return (struct by_parity){zip_low64(low, high), zip_high64(low, high)};
}

static inline void store_rows(uint64_t* words, size_t i, vector first, vector last) {
  store(words + 4 * i, first);
  store(words + 4 * i + 2, last);
}

static inline void store_sums(vector counts, size_t m, size_t num, const int32_t* inside, int32_t* acc, size_t ldacc) {
  if (m >= num) return;
  const vector from = _mm_set1_epi32(inside[m]), twice = add16(counts, counts);
  store(acc + m * ldacc, _mm_sub_epi32(from, zip_low16(twice, zero())));
  store(acc + m * ldacc + 4, _mm_sub_epi32(from, zip_high16(twice, zero())));
}

#include "../x86/lookup_lanes.h"

const struct bitplane_lanes_kernel bitplane_lanes_128x2__ssse3 = {
    .name = "bitplane_lanes_128x2__ssse3",
    .cpu_features = BITPLANE_CPU_SSSE3,
    .filter_block = BLOCK,
    .outdone_by = BITPLANE_CPU_AVX2 | BITPLANE_CPU_AVX512BW,
    .min_filters = 5,
    .max_filters = 128,
    .min_pixels_per_filter = 1,
    .pack = pack,
    .split = split,
    .gather = gather,
    .run = run,
    .run_signs = run_signs,
};

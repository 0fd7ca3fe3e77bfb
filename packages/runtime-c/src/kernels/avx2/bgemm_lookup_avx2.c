// Two pixels by 128 filters, by table look-up (lookup.h): one vpshufb counts four bits of two pixels under 32 filters,
// 256 products in one instruction.
#define BITPLANE_VECTOR_LANES 32

#include "../kernels.h"
#include "../lookup/lookup_tile.h"
#include "../x86/lookup_expand_256.h"

bitplane_bgemm_fn bitplane_bgemm_2x128__avx2;
bitplane_bgemm_signs_fn bitplane_bgemm_signs_2x128__avx2;
bitplane_bgemm_pack_fn bitplane_pack_nibbles__avx2;

// Where a filter goes within a vector, so that the 16-bit sums of even bytes are the first 16 filters, those of odd
// bytes the others.
static size_t lane_of(size_t filter) { return filter % 16 * 2 + filter / 16; }

// acc = from - 2 * count for a vector's filters; see lane_of().
static inline void store_acc(int32_t* acc, const int32_t* from, const __m256i sums[SUMS / 2]) {
  for (size_t i = 0; i < 4; i++) {
    const __m128i half = i % 2 == 0 ? _mm256_castsi256_si128(sums[i / 2]) : _mm256_extracti128_si256(sums[i / 2], 1);
    const __m256i count = _mm256_cvtepu16_epi32(half);
    const __m256i twice = _mm256_add_epi32(count, count);
    _mm256_storeu_si256((__m256i*)(acc + 8 * i), _mm256_sub_epi32(load(from + 8 * i), twice));
  }
}

// The signs of a vector's filters: bit = count > max_count or, unless min_count is NULL,
// count < min_count.
static inline uint32_t signs_of(const int16_t* max_count, const int16_t* min_count, const __m256i sums[SUMS / 2]) {
  __m256i first = _mm256_cmpgt_epi16(sums[0], load(max_count)),
          last = _mm256_cmpgt_epi16(sums[1], load(max_count + 16));
  if (min_count != NULL) {
    first = _mm256_or_si256(first, _mm256_cmpgt_epi16(load(min_count), sums[0]));
    last = _mm256_or_si256(last, _mm256_cmpgt_epi16(load(min_count + 16), sums[1]));
  }
  const __m256i quarters = _mm256_packs_epi16(first, last);  // of first, last, first, last
  return (uint32_t)_mm256_movemask_epi8(_mm256_permute4x64_epi64(quarters, _MM_SHUFFLE(3, 1, 2, 0)));
}

#include "../lookup/lookup_bgemm.h"

BITPLANE_ONCE uint64_t bitplane_pack_nibbles__avx2(size_t filter_block, size_t num_filters, size_t num_words,
                                                   const uint64_t* rows, void* packed) {
  (void)filter_block;  // LANES
  return pack_nibbles(num_filters, num_words, rows, packed);
}

void bitplane_bgemm_2x128__avx2(const struct bitplane_bgemm_operands* operands, const int32_t* const* base,
                                int32_t* const* acc) {
  multiply(operands, base, acc);
}

void bitplane_bgemm_signs_2x128__avx2(const struct bitplane_bgemm_operands* operands, const int16_t* const* limits,
                                      bool has_min, uint64_t* const* bits) {
  multiply_to_signs(operands, limits, has_min, bits);
}

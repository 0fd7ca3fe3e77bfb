// Two pixels by 64 filters, by table look-up (lookup.h): one pshufb counts four bits of two pixels under 16 filters.
#define BITPLANE_VECTOR_LANES 16

#include <string.h>

#include "../kernels.h"
#include "../x86/lookup_tile.h"

bitplane_bgemm_fn bitplane_bgemm_2x64__ssse3;
bitplane_bgemm_signs_fn bitplane_bgemm_signs_2x64__ssse3;
bitplane_bgemm_pack_fn bitplane_pack_nibbles__ssse3;

// Where a filter goes within a vector, so that store_acc() finds filters 4 * i ... 4 * i + 3 as the 32-bit lanes of one
// vector: its 16-bit sums of even and odd bytes are split into low and high halves.
static size_t lane_of(size_t filter) {
  static const uint8_t byte_of_quarter[] = {0, 2, 1, 3};
  return filter % 4 * 4 + byte_of_quarter[filter / 4];
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

// Eight counts in the order of the filters; see lane_of(). All fit int16.
static inline __m128i in_order(__m128i sums) {
  return _mm_packs_epi32(_mm_and_si128(sums, _mm_set1_epi32(0xffff)), _mm_srli_epi32(sums, 16));
}

// The signs of a vector's filters: bit = count > max_count or, unless min_count is NULL,
// count < min_count.
static inline uint16_t signs_of(const int16_t* max_count, const int16_t* min_count, const __m128i sums[SUMS / 2]) {
  __m128i outside[SUMS / 2];
  for (size_t i = 0; i < SUMS / 2; i++) {
    const __m128i counts = in_order(sums[i]);
    outside[i] = _mm_cmpgt_epi16(counts, load(max_count + 8 * i));
    if (min_count != NULL) outside[i] = _mm_or_si128(outside[i], _mm_cmpgt_epi16(load(min_count + 8 * i), counts));
  }
  return (uint16_t)_mm_movemask_epi8(_mm_packs_epi16(outside[0], outside[1]));
}

#include "../x86/lookup_bgemm.h"

BITPLANE_ONCE uint64_t bitplane_pack_nibbles__ssse3(size_t filter_block, size_t num_filters, size_t num_words,
                                                    const uint64_t* rows, void* packed) {
  (void)filter_block;  // LANES
  return pack_nibbles(num_filters, num_words, rows, packed);
}

void bitplane_bgemm_2x64__ssse3(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                const void* packed, const int32_t* const* base, int32_t* acc, size_t ldacc) {
  multiply(num_pixels, num_blocks, num_words, a, packed, base, acc, ldacc);
}

void bitplane_bgemm_signs_2x64__ssse3(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                      const void* packed, const int16_t* const* limits, bool has_min, uint64_t* bits) {
  multiply_to_signs(num_pixels, num_blocks, num_words, a, packed, limits, has_min, bits);
}

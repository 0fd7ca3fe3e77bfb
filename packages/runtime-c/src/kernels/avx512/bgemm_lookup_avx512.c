// Two pixels by 256 filters, by table look-up (lookup.h), for CPUs that have AVX-512 but no vpopcntw: Skylake-X and
// Cascade Lake. One vpshufb counts four bits of two pixels under 64 filters, 512 products in one instruction.
#define BITPLANE_VECTOR_LANES 64

#include "../kernels.h"
#include "../lookup/lookup_tile.h"
#include "../x86/lookup_expand_256.h"

bitplane_bgemm_fn bitplane_bgemm_2x256__avx512;
bitplane_bgemm_signs_fn bitplane_bgemm_signs_2x256__avx512;
bitplane_bgemm_pack_fn bitplane_pack_nibbles__avx512;

// Where a filter goes within a vector, so that the 16-bit sums of even bytes are the first 32 filters, those of odd
// bytes the others.
static size_t lane_of(size_t filter) { return filter % 32 * 2 + filter / 32; }

// acc = from - 2 * count for a vector's filters; see lane_of().
static inline void store_acc(int32_t* acc, const int32_t* from, const __m512i sums[SUMS / 2]) {
  for (size_t i = 0; i < 4; i++) {
    const __m256i half = i % 2 == 0 ? _mm512_castsi512_si256(sums[i / 2]) : _mm512_extracti64x4_epi64(sums[i / 2], 1);
    const __m512i twice = _mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 1);
    _mm512_storeu_si512(acc + 16 * i, _mm512_sub_epi32(load(from + 16 * i), twice));
  }
}

// The signs of a vector's filters: bit = count > max_count or, unless min_count is NULL,
// count < min_count.
static inline uint64_t signs_of(const int16_t* max_count, const int16_t* min_count, const __m512i sums[SUMS / 2]) {
  uint64_t first = _mm512_cmpgt_epi16_mask(sums[0], load(max_count));
  uint64_t last = _mm512_cmpgt_epi16_mask(sums[1], load(max_count + 32));
  if (min_count != NULL) {
    first |= _mm512_cmplt_epi16_mask(sums[0], load(min_count));
    last |= _mm512_cmplt_epi16_mask(sums[1], load(min_count + 32));
  }
  return first | last << 32;
}

#include "../lookup/lookup_bgemm.h"

BITPLANE_ONCE uint64_t bitplane_pack_nibbles__avx512(size_t filter_block, size_t num_filters, size_t num_words,
                                                     const uint64_t* rows, void* packed) {
  (void)filter_block;  // LANES
  return pack_nibbles(num_filters, num_words, rows, packed);
}

void bitplane_bgemm_2x256__avx512(const struct bitplane_bgemm_operands* operands, const int32_t* const* base,
                                  int32_t* const* acc) {
  multiply(operands, base, acc);
}

void bitplane_bgemm_signs_2x256__avx512(const struct bitplane_bgemm_operands* operands, const int16_t* const* limits,
                                        bool has_min, uint64_t* const* bits) {
  multiply_to_signs(operands, limits, has_min, bits);
}

// Two pixels by 64 filters, by table look-up (lookup.h): one pshufb counts four bits of two pixels under 16 filters.
#define BITPLANE_VECTOR_LANES 16

#include "../lookup/lookup_bgemm_128.h"

bitplane_bgemm_fn bitplane_bgemm_2x64__ssse3;
bitplane_bgemm_signs_fn bitplane_bgemm_signs_2x64__ssse3;
bitplane_bgemm_pack_fn bitplane_pack_nibbles__ssse3;

BITPLANE_ONCE uint64_t bitplane_pack_nibbles__ssse3(size_t filter_block, size_t num_filters, size_t num_words,
                                                    const uint64_t* rows, void* packed) {
  (void)filter_block;  // LANES
  return pack_nibbles(num_filters, num_words, rows, packed);
}

void bitplane_bgemm_2x64__ssse3(const struct bitplane_bgemm_operands* operands, const int32_t* const* base,
                                int32_t* const* acc) {
  multiply(operands, base, acc);
}

void bitplane_bgemm_signs_2x64__ssse3(const struct bitplane_bgemm_operands* operands, const int16_t* const* limits,
                                      bool has_min, uint64_t* const* bits) {
  multiply_to_signs(operands, limits, has_min, bits);
}

// One channel at a time, for either width of the bounds.
#include "../../bits.h"
#include "../kernels.h"

static int32_t bound_at(const void* bounds, size_t nbytes, size_t channel) {
  return nbytes == sizeof(int16_t) ? ((const int16_t*)bounds)[channel] : ((const int32_t*)bounds)[channel];
}

void bitplane_threshold_1__portable(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
                                    uint64_t* bits) {
  for (size_t begin = 0; begin < num_channels; begin += BITPLANE_WORD_BITS) {
    const size_t left = num_channels - begin;
    const size_t num_bits = left < BITPLANE_WORD_BITS ? left : BITPLANE_WORD_BITS;
    uint64_t outside = 0;
    for (size_t j = 0; j < num_bits; j++) {
      const size_t c = begin + j;
      const int is_below = acc[c] < bound_at(bounds->lower, bounds->nbytes, c);
      const int is_above = bounds->upper != NULL && acc[c] > bound_at(bounds->upper, bounds->nbytes, c);
      outside |= (uint64_t)(is_below | is_above) << j;
    }
    bits[begin / BITPLANE_WORD_BITS] = outside ^ bounds->flip[begin / BITPLANE_WORD_BITS];
  }
}

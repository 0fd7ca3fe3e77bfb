// One pixel by four filters: each activation is loaded once for four products.
#include "../../bits.h"
#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_1x4__portable;
bitplane_igemm_signs_fn bitplane_igemm_signs_1x4__portable;

enum { FILTERS = 4 };

// a: a pixel's activations. w, base: of four filters.
static inline void multiply_1x4(size_t depth, const int16_t* a, const int16_t* w, const int32_t* base,
                                int32_t sums[FILTERS]) {
  int32_t products[FILTERS] = {0};
  for (size_t k = 0; k < depth; k++) {
    const int32_t x = a[k];
    for (size_t n = 0; n < FILTERS; n++) products[n] += x * w[k * FILTERS + n];
  }
  for (size_t n = 0; n < FILTERS; n++) sums[n] = (int32_t)((uint32_t)base[n] + (uint32_t)products[n]);
}

void bitplane_igemm_1x4__portable(size_t num_pixels, size_t num_blocks, size_t depth, const void* activations,
                                  const void* weights, const int32_t* base, int32_t* acc, size_t ldacc) {
  const int16_t *a = activations, *w = weights;
  for (size_t m = 0; m < num_pixels; m++) {
    for (size_t n = 0; n < num_blocks * FILTERS; n += FILTERS) {
      int32_t sums[FILTERS];
      multiply_1x4(depth, a + m * depth, w + n * depth, base + n, sums);
      for (size_t i = 0; i < FILTERS; i++) acc[m * ldacc + n + i] = sums[i];
    }
  }
}

void bitplane_igemm_signs_1x4__portable(size_t num_pixels, size_t num_blocks, size_t depth, const void* activations,
                                        const void* weights, const int32_t* base, const uint64_t* flip,
                                        uint64_t* bits) {
  const int16_t *a = activations, *w = weights;
  const size_t num_words = bitplane_row_words(num_blocks * FILTERS);
  for (size_t m = 0; m < num_pixels; m++, bits += num_words) {
    for (size_t word = 0; word < num_words; word++) bits[word] = flip[word];
    for (size_t n = 0; n < num_blocks * FILTERS; n += FILTERS) {
      int32_t sums[FILTERS];
      multiply_1x4(depth, a + m * depth, w + n * depth, base + n, sums);
      uint64_t signs = 0;
      for (size_t i = 0; i < FILTERS; i++) signs |= (uint64_t)(sums[i] < 0) << i;
      bits[n / BITPLANE_WORD_BITS] ^= signs << n % BITPLANE_WORD_BITS;
    }
  }
}

#include "../byte_channels.h"

BITPLANE_DEFINE_BYTE_CHANNELS(bitplane_byte_channels_1__portable)

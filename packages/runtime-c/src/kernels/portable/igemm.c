// One pixel by four filters: each activation is loaded once for four products.
#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_1x4__portable;

void bitplane_igemm_1x4__portable(size_t num_pixels, size_t num_blocks, size_t depth, const void* activations,
                                  const void* weights, const int32_t* base, int32_t* acc, size_t ldacc) {
  const int16_t *a = activations, *w = weights;
  for (size_t m = 0; m < num_pixels; m++) {
    for (size_t block = 0; block < num_blocks; block++) {
      int32_t sums[4];
      for (size_t n = 0; n < 4; n++) sums[n] = base[block * 4 + n];
      for (size_t k = 0; k < depth; k++) {
        const int32_t x = a[m * depth + k];
        const int16_t* filters = w + (block * depth + k) * 4;
        for (size_t n = 0; n < 4; n++) sums[n] += x * filters[n];
      }
      for (size_t n = 0; n < 4; n++) acc[m * ldacc + block * 4 + n] = sums[n];
    }
  }
}

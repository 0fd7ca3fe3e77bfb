// One pixel by one filter, 64 bits at a time: the smallest, and for what is too little for the carry-save one.
#include "../../bits.h"
#include "../kernels.h"

bitplane_bgemm_fn bitplane_bgemm_1x1__portable;

void bitplane_bgemm_1x1__portable(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                  const void* packed, const int32_t* const* base, int32_t* acc, size_t ldacc) {
  const uint64_t* w = packed;
  for (size_t m = 0; m < num_pixels; m++) {
    for (size_t n = 0; n < num_blocks; n++) {
      int32_t count = 0;
      for (size_t k = 0; k < num_words; k++) count += bitplane_popcount(a[m * num_words + k] ^ w[n * num_words + k]);
      acc[m * ldacc + n] = base[m][n] - 2 * count;
    }
  }
}

// One pixel by one filter, 64 bits at a time: the smallest, and for what is too little for the carry-save one.
#include "../../bits.h"
#include "../kernels.h"

bitplane_bgemm_fn bitplane_bgemm_1x1__portable;

static void multiply_run(const struct bitplane_bgemm_operands* o, const struct bitplane_word_run* run,
                         const int32_t* const* from, int32_t* const* acc) {
  const size_t num_words = run->num_words;
  for (size_t m = 0; m < o->num_pixels; m++) {
    const uint64_t *a = o->a[m] + run->a, *w = (const uint64_t*)o->w + run->w;
    for (size_t n = 0; n < o->num_blocks; n++, w += o->filter_words) {
      int32_t count = 0;
      for (size_t k = 0; k < num_words; k++) count += bitplane_popcount(a[k] ^ w[k]);
      acc[m][n] = from[m][n] - 2 * count;
    }
  }
}

void bitplane_bgemm_1x1__portable(const struct bitplane_bgemm_operands* o, const int32_t* const* base,
                                  int32_t* const* acc) {
  for (size_t i = 0; i < o->num_runs; i++) {
    multiply_run(o, &o->runs[i], i == 0 ? base : (const int32_t* const*)acc, acc);
  }
}

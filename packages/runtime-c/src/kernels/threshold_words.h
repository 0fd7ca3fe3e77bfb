// The loops of threshold kernels that make a word of signs at a time; the last channels are done one at a time. The
// including file must define, before this header:
//   outside_64(acc, bounds, is_wide, has_upper, channel): bit j is whether channel + j lies outside of its bounds;
//     is_wide: bounds of 32 bits, else of 16. Both flags are constants, so that each form has a loop of its own.
#ifndef BITPLANE_KERNELS_THRESHOLD_WORDS_H_
#define BITPLANE_KERNELS_THRESHOLD_WORDS_H_

#include "../bits.h"
#include "kernels.h"

static inline __attribute__((always_inline)) void compare_words(size_t num_words, const int32_t* acc,
                                                                const struct bitplane_bounds* bounds, bool is_wide,
                                                                bool has_upper, uint64_t* bits) {
  for (size_t word = 0; word < num_words; word++) {
    bits[word] = outside_64(acc, bounds, is_wide, has_upper, word * BITPLANE_WORD_BITS) ^ bounds->flip[word];
  }
}

// As bitplane_threshold_fn.
static inline void compare_channels(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
                                    uint64_t* bits) {
  const size_t num_words = num_channels / BITPLANE_WORD_BITS;
  const bool is_wide = bounds->nbytes == sizeof(int32_t), has_upper = bounds->upper != NULL;
  if (!has_upper) {
    if (is_wide) {
      compare_words(num_words, acc, bounds, true, false, bits);
    } else {
      compare_words(num_words, acc, bounds, false, false, bits);
    }
  } else if (is_wide) {
    compare_words(num_words, acc, bounds, true, true, bits);
  } else {
    compare_words(num_words, acc, bounds, false, true, bits);
  }
  const size_t done = num_words * BITPLANE_WORD_BITS;
  if (done == num_channels) return;
  const struct bitplane_bounds rest = bitplane_bounds_after(bounds, num_words);
  bitplane_threshold_1__portable(num_channels - done, acc + done, &rest, bits + num_words);
}

#endif

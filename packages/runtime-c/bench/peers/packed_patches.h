// Patches of packed signs, for libraries that multiply matrices of bits and know no convolution. They are gathered
// before the clock starts, which such a library gains: what it is compared with gathers while it is timed.
#ifndef BITPLANE_BENCH_PEERS_PACKED_PATCHES_H_
#define BITPLANE_BENCH_PEERS_PACKED_PATCHES_H_

#include <stdbool.h>

#include "problem.h"

struct packed_patches {
  size_t num_pixels, num_words;  // per patch
  size_t depth;                  // signs per patch
  uint64_t* rows;                // [pixels, words]: taps outside the image are +1
  int32_t* outside;              // [pixels, filters]: what these add to a sum
};

// Of a problem whose channels fill whole words.
struct packed_patches gather_packed_patches(const struct problem* problem);
void free_packed_patches(struct packed_patches* patches);

// Whether `sum`, of a whole patch by a whole filter, is the problem's after the taps outside are taken away.
bool is_right_with_outside(const struct packed_patches* patches, const struct problem* problem, size_t index,
                           int32_t sum);

#endif

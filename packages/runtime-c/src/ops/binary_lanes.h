// A binary convolution as a product with pixels in the lanes of vectors. Only in libraries that have such kernels.
#ifndef BITPLANE_OPS_BINARY_LANES_H_
#define BITPLANE_OPS_BINARY_LANES_H_

#include "../kernels/lanes.h"
#include "binary_problem.h"

struct bitplane_binary_lanes {
  const struct bitplane_lanes_kernel* kernel;
  struct bitplane_patches patches;  // only the bordered copy of these is made
  struct bitplane_lane_image image;
  size_t planes_nbytes, lanes_nbytes;  // of the copy split into planes, and of a tile's lanes
  size_t num_words;
  size_t num_blocks;
  const void* weights;
  const int32_t* inside;               // [output pixels] products under the taps that count, where sums are asked for
  struct bitplane_lane_limits limits;  // of the first pixel, where signs are
};

// Returns the kernel for a convolution, or NULL where rows are better: because `rival` is faster, or because windows do
// not move from one pixel to the next.
const struct bitplane_lanes_kernel* bitplane_choose_lanes(const struct bitplane_binary_problem* problem,
                                                          const struct bitplane_bgemm_kernel* rival);

// Fills `lanes` and returns how the convolution is to walk. Takes all memory from the arena.
struct bitplane_form bitplane_prepare_lanes(const struct bitplane_binary_problem* problem,
                                            const struct bitplane_lanes_kernel* kernel, struct bitplane_arena* arena,
                                            struct bitplane_binary_lanes* lanes);

#endif

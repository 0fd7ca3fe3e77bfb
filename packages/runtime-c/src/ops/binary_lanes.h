// A binary convolution by a kernel with pixels in lanes: what it prepares, and its products. Only in libraries that
// have such kernels.
#ifndef BITPLANE_OPS_BINARY_LANES_H_
#define BITPLANE_OPS_BINARY_LANES_H_

#include "../kernels/lanes.h"
#include "convolution.h"

// Filters as rows of whole taps.
struct bitplane_filter_rows {
  size_t num, num_words;
  const uint64_t* rows;  // [num, num_words]
  size_t channels;       // of a tap
  bool pads_with_zero;   // padded taps count nothing; else they are taps like all others
};

struct bitplane_binary_lanes {
  const struct bitplane_lanes_kernel* kernel;
  size_t num_words;
  size_t num_blocks;
  const void* weights;
  const int32_t* inside;               // [output pixels] products under the taps that count, where sums are asked for
  struct bitplane_lane_limits limits;  // of the first pixel, where signs are
};

// The kernel for a convolution whose patches are planned, or NULL where patches serve better: for `rival`, or because
// windows do not move from one pixel to the next.
const struct bitplane_lanes_kernel* bitplane_choose_lanes(const struct bitplane_convolution* convolution,
                                                          const struct bitplane_filter_rows* filters,
                                                          uint32_t cpu_features,
                                                          const struct bitplane_bgemm_kernel* rival);

// Takes all memory from the arena; plans the convolution's lanes and padded_filters. Signs are made where it has
// thresholds.
struct bitplane_binary_lanes bitplane_prepare_lanes(const struct bitplane_lanes_kernel* kernel,
                                                    const struct bitplane_filter_rows* filters,
                                                    struct bitplane_convolution* convolution,
                                                    struct bitplane_arena* arena);

// Of output pixels from first_pixel on, whose lanes are given.
void bitplane_multiply_lanes(const struct bitplane_binary_lanes* b, const struct bitplane_tile* tile, const void* lanes,
                             int32_t* acc);
void bitplane_multiply_lanes_to_signs(const struct bitplane_binary_lanes* b, size_t first_pixel, size_t num_pixels,
                                      const void* lanes, uint64_t* bits);

#endif

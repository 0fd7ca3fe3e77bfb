// A binary convolution as a product of rows: what is under each output pixel's window times each filter.
#ifndef BITPLANE_OPS_BINARY_ROWS_H_
#define BITPLANE_OPS_BINARY_ROWS_H_

#include "../kernels/kernels.h"
#include "binary_problem.h"
#include "tap_groups.h"

struct bitplane_binary_rows {
  const struct bitplane_bgemm_kernel* kernel;
  struct bitplane_patches patches;
  struct bitplane_tap_plan taps;
  bool in_place;  // pixels are read from the image or its bordered copy: no patches are gathered
  size_t tap_words;
  size_t num_words, num_planes, group_filters;
  size_t num_blocks, padded_filters;  // of a group
  const uint8_t* weights;             // packed, one piece per group
  size_t weights_nbytes;              // of a piece
  size_t pattern_step;                // bases of a border pattern, of all groups; 0 where all pixels share them
  const int32_t* bases;               // [row patterns, column patterns, groups, padded_filters], or of one pattern
  const int16_t* limits;  // instead of bases where signs are made of counts: max and min count, [2, padded_filters], of
                          // each pixel or border pattern
  struct bitplane_thresholds thresholds;  // where signs are made of counts
};

// Fills `rows` and returns how the convolution is to walk. Takes all memory from the arena.
struct bitplane_form bitplane_prepare_rows(const struct bitplane_binary_problem* problem,
                                           const struct bitplane_bgemm_kernel* kernel, struct bitplane_arena* arena,
                                           struct bitplane_binary_rows* rows);

#endif

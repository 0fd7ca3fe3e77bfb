// Kernels of binary products with what they need to run: packed filters and, for pixels in lanes, an image in planes
// and a gathered tile. For the kernels' tests and for the bench.
#ifndef BITPLANE_TESTS_PREPARED_KERNELS_H_
#define BITPLANE_TESTS_PREPARED_KERNELS_H_

#include "kernels/lanes.h"

enum { GUARD_BYTE = 0x5a };

// Memory of `nbytes` bytes and some more, all GUARD_BYTE, aligned to 64. free() it.
uint8_t* guarded(size_t nbytes);

struct filter_rows {
  size_t num, num_words;
  const uint64_t* rows;  // [num, num_words]
};

struct packed_filters {
  uint8_t* memory;  // free() it
  void* weights;
  size_t num_blocks;
  bool is_whole;  // packing wrote no byte before or after the weights
};

// Packs for a bgemm kernel. offset: of the weights, 0 or 8 bytes from an alignment to 64.
struct packed_filters pack_filters(const struct bitplane_bgemm_kernel* kernel, const struct filter_rows* filters,
                                   size_t offset);

// Windows over an image that has its border, one column from one to the next.
struct lane_geometry {
  size_t width, height, num_words;  // of the bordered image
  size_t tap_rows, tap_columns, row_dilation, row_stride;
  size_t output_width, output_height;
};

struct lane_problem {
  struct lane_geometry geometry;
  struct filter_rows filters;
  const uint64_t* image;   // [height, width, num_words]
  const uint8_t* padding;  // [height * width + BITPLANE_LANE_SLACK]
};

struct prepared_lanes {
  struct bitplane_lane_image image;
  uint8_t *planes, *lanes, *packed;
  size_t num_blocks;
  bool is_whole;  // nothing was written after any of them
};

// Packs, splits the image in two pieces, as two workers would, and gathers the first tile.
struct prepared_lanes prepare_lanes(const struct bitplane_lanes_kernel* kernel, const struct lane_problem* problem);
void free_prepared_lanes(struct prepared_lanes* prepared);

#endif

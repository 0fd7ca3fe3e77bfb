// The product that a convolution computes. The walk over tiles (convolution.h) calls these functions and does not ask
// which form it has: rows of gathered patches (binary_rows.c), pixels in lanes (binary_lanes.c), bytes
// (int8_conv2d.c), floats (float_rows.c), or channels by themselves (channels.c).
#ifndef BITPLANE_OPS_PRODUCT_H_
#define BITPLANE_OPS_PRODUCT_H_

#include "window.h"

// The memory of one worker.
struct bitplane_product_scratch {
  void* copy;  // of the image, laid out as `gather` reads it
  void* room;  // for what is gathered for a tile
};

// The output pixels [first_pixel, first_pixel + num_pixels) under the filters of one group.
struct bitplane_product_tile {
  uint32_t group;
  size_t first_pixel, num_pixels;
  const void* image;  // as begin_image returned it
  void* room;
  const void* gathered;  // as gather returned it, laid out as the multiplications read it
};

// Each function gets the form's own state.
struct bitplane_product {
  bool makes_floats;  // its sums are floats, where those of others are int32

  // Takes the memory of one worker from the arena.
  struct bitplane_product_scratch (*scratch)(const void* state, struct bitplane_arena* arena);

  // Prepares what the output rows [rows.first, rows.end) read, and returns the image that the tiles are to be given:
  // the scratch's copy, or the image itself for a form that reads pixels where they lie.
  const void* (*begin_image)(const void* state, const void* image, struct bitplane_span rows,
                             const struct bitplane_product_scratch* scratch);

  // Returns what the tile's pixels read: tile->room, which it fills, or the place in the image where that is.
  const void* (*gather)(const void* state, const struct bitplane_product_tile* tile);

  // Writes the sums of a tile that has been gathered. acc: the group's first column in [num_pixels, ldacc], or
  // of floats; whole blocks of filters are written.
  void (*multiply)(const void* state, const struct bitplane_product_tile* tile, int32_t* acc, size_t ldacc);

  // Writes the signs of the thresholds that the form was prepared with; NULL for forms without. bits: [num_pixels] rows
  // of whole words.
  void (*multiply_to_signs)(const void* state, const struct bitplane_product_tile* tile, uint64_t* bits);
};

#endif

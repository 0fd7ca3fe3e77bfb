// Turns accumulators into signs, for the layer itself and for the convolutions that it is fused with.
#ifndef BITPLANE_OPS_THRESHOLDS_H_
#define BITPLANE_OPS_THRESHOLDS_H_

#include "../kernels/kernels.h"
#include "op.h"

enum { BITPLANE_THRESHOLD_PER_ELEMENT = 0, BITPLANE_THRESHOLD_ATTRIBUTES };
enum {
  BITPLANE_THRESHOLD_LOWER = 0,
  BITPLANE_THRESHOLD_UPPER = 1,
  BITPLANE_THRESHOLD_FLIP = 2,
  BITPLANE_THRESHOLD_SECTIONS
};

struct bitplane_thresholds {
  const struct bitplane_threshold_kernel* kernel;
  size_t channels;
  size_t bound_nbytes;
  size_t bounds_step;  // bounds from one pixel to the next: channels, or 0 where all pixels share them
  const uint8_t* lower;
  const uint8_t* upper;  // NULL for none
  size_t flip_step;      // in words
  const uint64_t* flip;
};

// Accumulators of pixels [first_pixel, first_pixel + num_pixels): [num_pixels, ldacc] int32.
struct bitplane_tile {
  size_t first_pixel, num_pixels;
  const int32_t* acc;
  size_t ldacc;
};

// Returns the thresholds of a checked layer of kind `threshold`; they stay in the file.
struct bitplane_thresholds bitplane_read_thresholds(const struct bitplane_layer* layer, uint32_t cpu_features);

// Returns bound number `index` of `lower` or `upper`: of a channel, or of an element (pixel * bounds_step + channel).
int32_t bitplane_read_bound(const struct bitplane_thresholds* thresholds, const void* bounds, size_t index);

// Writes the signs of a tile into bits: [pixels of the tile, bitplane_row_words(channels)].
void bitplane_apply_thresholds(const struct bitplane_thresholds* thresholds, const struct bitplane_tile* tile,
                               uint64_t* bits);

// Flips the signs of pixels [first_pixel, first_pixel + num_pixels) that the layer flips. bits: of the first one.
void bitplane_flip_signs(const struct bitplane_thresholds* thresholds, size_t first_pixel, size_t num_pixels,
                         uint64_t* bits);

#endif

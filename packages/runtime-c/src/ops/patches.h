// Gathers what lies under a window: the rows that a matrix product then multiplies (im2col, for a few pixels at a
// time).
#ifndef BITPLANE_OPS_PATCHES_H_
#define BITPLANE_OPS_PATCHES_H_

#include "window.h"

struct bitplane_patches {
  struct bitplane_window window;
  const struct bitplane_taps* rows;     // [output height]
  const struct bitplane_taps* columns;  // [output width]
  uint32_t input_width, output_width;
  size_t pixel_nbytes;  // from one pixel of the image to the next
  size_t tap_nbytes;    // what is taken of a pixel, <= pixel_nbytes
  size_t patch_nbytes;  // from one patch to the next, >= rows * columns * tap_nbytes; what is left over is filled with
                        // zeros
  const void* pad;      // [tap_nbytes], what lies under a padded tap; NULL for zeros
};

// Writes the patches of output pixels [first, first + num) in row-major order. image: the first pixel's first byte to
// be taken.
void bitplane_gather_patches(const struct bitplane_patches* patches, const uint8_t* image, size_t first, size_t num,
                             uint8_t* to);

#endif

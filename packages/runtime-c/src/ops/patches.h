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
  size_t patch_nbytes;  // from one patch to the next, >= rows * columns * tap_nbytes; what is left over may be anything
  const void* pad;      // [tap_nbytes], what lies under a padded tap; NULL for zeros
  bool has_border;      // the image is gathered from a copy with its padding around it, where all windows lie inside
  uint32_t input_height;
};

// Bytes behind the last patch, and behind the last pixel of a bordered image, that may be written and read.
enum { BITPLANE_PATCHES_SLACK = 16 };

// Sets has_border: where a window row's taps lie side by side and the padding is no larger than the image. All else of
// `patches` is set.
void bitplane_plan_border(struct bitplane_patches* patches);

// Bytes of the bordered copy with its slack; 0 where there is none.
uint64_t bitplane_border_nbytes(const struct bitplane_patches* patches);

// Pixels of a row of the copy, and of all of it.
static inline uint64_t bitplane_bordered_width(const struct bitplane_patches* patches) {
  return (uint64_t)patches->input_width + patches->window.columns.before + patches->window.columns.after;
}
uint64_t bitplane_bordered_pixels(const struct bitplane_patches* patches);

// Makes those rows of the copy that windows of output rows [first, end) read, first < end, in their place in `to`;
// bitplane_gather_patches then takes it in place of the image. Returns the pixels that were made.
struct bitplane_span bitplane_add_border(const struct bitplane_patches* patches, const uint8_t* image, size_t first,
                                         size_t end, uint8_t* to);

// Writes the patches of output pixels [first, first + num) in row-major order, and up to BITPLANE_PATCHES_SLACK bytes
// behind them. image: the bordered copy, or the first pixel's first byte to be taken.
void bitplane_gather_patches(const struct bitplane_patches* patches, const uint8_t* image, size_t first, size_t num,
                             uint8_t* to);

#endif

// Gathers what lies under a window: the rows that a matrix product then multiplies (im2col, for a few pixels at a
// time).
#ifndef BITPLANE_OPS_PATCHES_H_
#define BITPLANE_OPS_PATCHES_H_

#include "product.h"

// Pixels of a tile: their patches and accumulators stay in L1 (32 * (144 B + 512 B) = 21 kB at 3x3x128, 128 filters),
// and weights are read once for this many pixels.
enum { BITPLANE_TILE_PIXELS = 32 };

// How an image and its patches lie in memory.
struct bitplane_patch_layout {
  size_t pixel_nbytes;  // from one pixel of the image to the next
  size_t tap_nbytes;    // what a group takes of a pixel, <= pixel_nbytes; the groups lie side by side
  size_t patch_nbytes;  // from one patch to the next, >= rows * columns * tap_nbytes; the excess may be anything
  const void* pad;      // [tap_nbytes] of each group, what lies under a padded tap; NULL for zeros
  size_t pad_step;      // bytes from one group's padding to the next's; 0 where the groups share it
};

struct bitplane_patches {
  struct bitplane_window window;
  struct bitplane_patch_layout layout;
  const struct bitplane_taps* rows;     // [output height]
  const struct bitplane_taps* columns;  // [output width]
  uint32_t num_row_patterns, num_column_patterns;
  uint32_t input_width, input_height, output_width;
  bool are_pixels;  // each patch is a pixel of the image and is read where it lies
  bool has_border;  // patches are gathered from a copy of the image with its padding around it, where all windows lie
                    // inside; so it is where a window row's taps lie side by side and the padding is not larger than
                    // the image
};

// Bytes after the last patch, and after the last pixel of a bordered image, that may be written and read.
enum { BITPLANE_PATCHES_SLACK = 16 };

// Plans the patches of a checked layer whose window attributes come first. Takes the lists of taps from the arena.
struct bitplane_patches bitplane_plan_patches(const struct bitplane_layer* layer,
                                              const struct bitplane_patch_layout* layout, struct bitplane_arena* arena);

// Returns the bytes of the bordered copy with its slack; 0 if there is none.
uint64_t bitplane_border_nbytes(const struct bitplane_patches* patches);

// Pixels of a row of the copy, and of all of it.
static inline uint64_t bitplane_bordered_width(const struct bitplane_patches* patches) {
  return (uint64_t)patches->input_width + patches->window.columns.before + patches->window.columns.after;
}
uint64_t bitplane_bordered_pixels(const struct bitplane_patches* patches);

// Writes the rows of the copy that the windows of these output rows read, at least one, to their place in `to`. Returns
// the pixels that were made.
struct bitplane_span bitplane_add_border(const struct bitplane_patches* patches, const void* image,
                                         struct bitplane_span output_rows, uint8_t* to);

// The first three functions of a product (product.h) that multiplies patches in tiles of up to tile_pixels: the
// copy is the bordered one. Patches are gathered in row-major order, and up to BITPLANE_PATCHES_SLACK bytes after
// them are written.
struct bitplane_product_scratch bitplane_take_patches(const struct bitplane_patches* patches, size_t tile_pixels,
                                                      struct bitplane_arena* arena);
const void* bitplane_begin_patches(const struct bitplane_patches* patches, const void* image, struct bitplane_span rows,
                                   void* copy);
const void* bitplane_gather_patches(const struct bitplane_patches* patches, const struct bitplane_product_tile* tile);

#endif

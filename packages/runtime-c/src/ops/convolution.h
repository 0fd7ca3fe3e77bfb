// What the two convolutions share: geometry, groups, and the walk over tiles of pixels. Accumulators exist for one tile
// at a time.
#ifndef BITPLANE_OPS_CONVOLUTION_H_
#define BITPLANE_OPS_CONVOLUTION_H_

#include "../kernels/lanes.h"
#include "bit_max_pool.h"
#include "chain.h"
#include "patches.h"
#include "threshold.h"

// Pixels of a tile: their patches and accumulators stay in L1 (32 * (144 B + 512 B) = 21 kB at 3x3x128, 128 filters),
// and weights are read once for so many pixels.
enum { BITPLANE_TILE_PIXELS = 32 };

// The window's attributes come first.
enum { BITPLANE_GROUPS = BITPLANE_WINDOW_ATTRIBUTES, BITPLANE_CONVOLUTION_ATTRIBUTES };

struct bitplane_convolution {
  struct bitplane_patches patches;
  const struct bitplane_lanes_kernel* lanes;  // which gathers lanes in place of patches, or NULL
  struct bitplane_lane_image lane_image;
  size_t planes_nbytes, lanes_nbytes;
  size_t tile_pixels;
  size_t num_pixels;  // of the output
  size_t filters;
  uint32_t groups;
  size_t image_nbytes;      // of the image that the op makes of its input and puts in shared memory; 0 for none
  size_t group_nbytes;      // from one group's channels to the next's in the image's pixel
  size_t group_pad_nbytes;  // the same in patches.pad; 0 where the groups share it
  size_t padded_filters;    // of a group, as the kernel counts them: whole blocks
  uint32_t num_row_patterns, num_column_patterns;
  struct bitplane_thresholds thresholds;
  bool has_thresholds;
  bool multiplies_to_signs;  // by the walk's other function, which has applied the thresholds
  bool pools;                // the signs
  struct bitplane_sign_pooling pooling;
  struct bitplane_chain chain;  // without links for none
};

// Columns of an accumulator row. Each group writes whole blocks, and the next group overwrites what was too much.
size_t bitplane_convolution_ldacc(const struct bitplane_convolution* convolution);

// Lengths of a filter.
struct bitplane_filter {
  uint32_t num_taps;
  uint32_t channels;  // of a group
};

// Checks window, groups, output shape, and that a filter has at most `longest` weights. Errors: BAD_LAYER, TOO_LARGE.
enum bitplane_status bitplane_check_convolution(const struct bitplane_layer* layer, uint32_t longest,
                                                struct bitplane_filter* filter);

// Fills in what follows from the layer and takes the tap lists from the arena. Left to the caller: the patches' sizes
// and pad, group_nbytes and image_nbytes, padded_filters.
struct bitplane_convolution bitplane_plan_convolution(const struct bitplane_setup* setup);

static inline size_t bitplane_pad_filters(size_t filters, size_t block) {
  return (filters + block - 1) / block * block;
}

// Bytes of scratch that a walk needs; SIZE_MAX if there cannot be so many.
size_t bitplane_convolution_scratch_nbytes(const struct bitplane_convolution* convolution);

// Its units are output pixels, rows where they are pooled. tap_cost: of one tap for one filter, in binary products.
struct bitplane_work bitplane_convolution_work(const struct bitplane_convolution* convolution, size_t tap_cost);

// Multiplies the patches of a tile with one group's filters. acc: the group's first column in [num_pixels, ldacc].
typedef void bitplane_multiply_fn(const void* state, uint32_t group, const struct bitplane_tile* tile,
                                  const void* patches, int32_t* acc);

// The same, from patches to signs. bits: rows of whole words.
typedef void bitplane_multiply_to_signs_fn(const void* state, size_t first_pixel, size_t num_pixels,
                                           const void* patches, uint64_t* bits);

// Over the units of `operands`.
struct bitplane_walk {
  const void* state;  // for the functions
  bitplane_multiply_fn* multiply;
  bitplane_multiply_to_signs_fn* multiply_to_signs;  // NULL where the convolution never does it
  const struct bitplane_operands* operands;
};

// For each tile: gathers patches of the image, multiplies, and writes accumulators or, with thresholds, signs, pooled
// or not, or what the chain makes of them to the output.
void bitplane_walk_tiles(const struct bitplane_convolution* convolution, const struct bitplane_walk* walk);

#endif

// Shared by the convolutions: geometry, groups, and the walk over tiles of pixels. A walk asks its product
// (product.h) for sums or signs and takes them on to the output. Accumulators exist for one tile at a time.
#ifndef BITPLANE_OPS_CONVOLUTION_H_
#define BITPLANE_OPS_CONVOLUTION_H_

#include "chain.h"
#include "product.h"
#include "sign_pooling.h"
#include "thresholds.h"

// The window's attributes come first.
enum { BITPLANE_GROUPS = BITPLANE_WINDOW_ATTRIBUTES, BITPLANE_CONVOLUTION_ATTRIBUTES };

// The product that a convolution was prepared with.
struct bitplane_form {
  const struct bitplane_product* product;
  const char* kernel;
  size_t tile_pixels;     // max pixels of a tile
  size_t padded_filters;  // of a group, as the kernel counts them: whole blocks
  bool makes_signs;       // by multiply_to_signs, which applies the thresholds
};

struct bitplane_convolution {
  struct bitplane_form form;
  size_t num_pixels, width;  // of the output before a pool
  size_t filters;
  uint32_t groups;
  size_t ldacc;         // columns of an accumulator row: each group writes whole blocks, the next overwrites the excess
  size_t image_nbytes;  // of the image that the op makes of its input and puts in shared memory; 0 for none
  bool has_thresholds;
  struct bitplane_thresholds thresholds;
  bool pools;  // the signs
  struct bitplane_sign_pooling pooling;
  struct bitplane_chain chain;  // without links for none
};

// Lengths of a filter.
struct bitplane_filter {
  uint32_t num_taps;
  uint32_t channels;  // of a group
};

// Checks window, groups, output shape, and that a filter has at most max_length weights. Errors: BAD_LAYER, TOO_LARGE.
enum bitplane_status bitplane_check_convolution(const struct bitplane_layer* layer, uint32_t max_length,
                                                struct bitplane_filter* filter);

// Plans the convolution of a checked layer. Takes what the pool needs from the arena.
struct bitplane_convolution bitplane_plan_convolution(const struct bitplane_setup* setup,
                                                      const struct bitplane_form* form, size_t image_nbytes);

static inline size_t bitplane_pad_filters(size_t filters, size_t block) {
  return (filters + block - 1) / block * block;
}

// Returns what an op returns from `prepare`, except its state. product_state: of the form. filter_cost: of one filter
// for one pixel, in binary products. The units of work are output pixels, or rows where they are pooled.
struct bitplane_ready bitplane_convolution_ready(const struct bitplane_convolution* convolution,
                                                 const void* product_state, size_t filter_cost);

// Makes the units of `operands` tile by tile: has the product gather and multiply, and writes accumulators or, with
// thresholds, signs, pooled or not, or what the chain makes of the accumulators.
void bitplane_walk_tiles(const struct bitplane_convolution* convolution, const void* product_state,
                         const struct bitplane_operands* operands);

#endif

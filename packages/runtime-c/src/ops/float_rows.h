// The product (product.h) of floats: gathered patches by blocks of filters.
#ifndef BITPLANE_OPS_FLOAT_ROWS_H_
#define BITPLANE_OPS_FLOAT_ROWS_H_

#include "../kernels/kernels.h"
#include "convolution.h"
#include "patches.h"

struct bitplane_float_product {
  const struct bitplane_fgemm_kernel* kernel;
  struct bitplane_patches patches;
  size_t depth;       // weights of a filter
  size_t num_blocks;  // of a group
  size_t group_weights;
  const float* weights;  // [groups, num_blocks, depth, filter_block]
  const float* bases;    // [groups, num_blocks * filter_block]
};

// Prepares the product of a checked layer with product->kernel. bias: float32 [filters], or NULL.
struct bitplane_form bitplane_prepare_float_rows(const struct bitplane_setup* setup, const float* weights,
                                                 const float* bias, struct bitplane_float_product* product);

// What the sums of `groups` groups of `num` filters start from, padded with zeros to num_padded filters. A bias of -0
// becomes +0: then no sum is -0, and the product of a weight with the 0 of a padded tap changes none.
const float* bitplane_list_float_bases(const float* bias, size_t groups, size_t num, size_t num_padded,
                                       struct bitplane_arena* arena);

#endif

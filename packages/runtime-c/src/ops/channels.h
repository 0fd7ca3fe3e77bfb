// The product (product.h) of a depthwise convolution with one filter per channel, of bytes or of floats: each channel
// by itself.
#ifndef BITPLANE_OPS_CHANNELS_H_
#define BITPLANE_OPS_CHANNELS_H_

#include "../kernels/kernels.h"
#include "convolution.h"
#include "patches.h"

struct bitplane_channels {
  bitplane_depthwise_fn* run;
  size_t element_nbytes;  // of the image
  struct bitplane_patches patches;
  // With the taps' places in the image, where the window lies inside, and in a patch.
  struct bitplane_depthwise inside, gathered;
};

// What a kernel and a file say of it.
struct bitplane_channels_parts {
  bitplane_depthwise_fn* run;
  const char* kernel;
  const void *weights, *base;  // as in struct bitplane_depthwise
  bool are_floats;             // else bytes
  const uint8_t* zero_points;  // of bytes: what lies under a padded tap of each channel
};

// Whether the layer has as many groups as channels and filters, which then are one group to the walk.
bool bitplane_is_by_channels(const struct bitplane_layer* layer);

// Prepares the product of such a layer, which has been checked.
struct bitplane_form bitplane_prepare_channels(const struct bitplane_setup* setup,
                                               const struct bitplane_channels_parts* parts,
                                               struct bitplane_channels* channels);

// Plans the convolution of a layer with this form, in one group.
struct bitplane_convolution bitplane_plan_channels(const struct bitplane_setup* setup,
                                                   const struct bitplane_form* form);

#endif

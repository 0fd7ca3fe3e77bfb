// A binary convolution before a form is chosen for its product: what rows and lanes are both prepared from.
#ifndef BITPLANE_OPS_BINARY_PROBLEM_H_
#define BITPLANE_OPS_BINARY_PROBLEM_H_

#include "convolution.h"
#include "patches.h"

struct bitplane_binary_problem {
  uint32_t groups;
  size_t num_planes;     // filters that make one: 2 with a mask, else 1
  size_t group_filters;  // of a group, num_planes per channel of the output
  size_t group_channels;
  size_t tap_words, num_words;  // of a group's tap, of a filter
  const uint64_t* rows;         // [groups, group_filters, num_words]; NULL while planes are measured
  bool pads_with_zero;          // padded taps add nothing; else they are taps like all others
  size_t num_pixels;            // of the output
  struct bitplane_patches patches;
  const struct bitplane_thresholds* thresholds;  // NULL for none
  uint32_t cpu_features;
};

#endif

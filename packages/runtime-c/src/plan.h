// What runs in which order, and where each tensor lies while it is needed.
#ifndef BITPLANE_PLAN_H_
#define BITPLANE_PLAN_H_

#include "format.h"

struct bitplane_planned_step {
  uint32_t layer;
  uint32_t threshold;      // the layer fused with it, or BITPLANE_ABSENT
  uint32_t input, output;  // tensors
};

// Tensor 0, the image, is the caller's and has no place here.
struct bitplane_placement {
  uint32_t first_step, last_step;  // between these, both included, the bytes are taken
  uint64_t offset, nbytes;         // nbytes 0: the tensor is never made
};

struct bitplane_plan {
  uint32_t num_steps;
  struct bitplane_planned_step steps[BITPLANE_MAX_LAYERS];
  struct bitplane_placement tensors[BITPLANE_MAX_LAYERS + 1];
  uint64_t buffers_nbytes;
};

// Plans a loaded model. A convolution whose accumulators only a threshold reads is fused with it.
void bitplane_make_plan(const struct bitplane_model* model, struct bitplane_plan* plan);

#endif

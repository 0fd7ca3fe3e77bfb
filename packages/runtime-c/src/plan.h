// The order in which layers run, and where each tensor is while it is needed.
#ifndef BITPLANE_PLAN_H_
#define BITPLANE_PLAN_H_

#include "format.h"

struct bitplane_planned_layer {
  uint32_t index;    // in the model
  uint32_t operand;  // which of its inputs comes from the layer before it in the step
};

// A layer and those fused with it: a threshold, with or without a bit-max-pool after it, or the links of a chain.
struct bitplane_planned_step {
  uint32_t first_layer, num_layers;  // in the plan's list
  uint32_t input, output;            // tensors; other inputs of the layers are in their records
};

// Tensor 0, the image, is the caller's and has no place here.
struct bitplane_placement {
  uint32_t first_step, last_step;  // between these, both included, the bytes are taken
  uint64_t offset, nbytes;         // nbytes 0: the tensor is never made
};

struct bitplane_plan {
  uint32_t num_steps;
  struct bitplane_planned_step steps[BITPLANE_MAX_LAYERS];
  struct bitplane_planned_layer layers[BITPLANE_MAX_LAYERS];  // step after step
  struct bitplane_placement tensors[BITPLANE_MAX_LAYERS + 1];
  uint64_t buffers_nbytes;
};

// Plans a loaded model.
void bitplane_make_plan(const struct bitplane_model* model, struct bitplane_plan* plan);

#endif

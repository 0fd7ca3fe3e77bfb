// What runs in which order, and where each tensor lies while it is needed.
#ifndef BITPLANE_PLAN_H_
#define BITPLANE_PLAN_H_

#include "format.h"

// A layer that works pixel by pixel, run on each tile of what the one before it makes.
struct bitplane_planned_link {
  uint32_t layer;
  uint32_t operand;  // which of its inputs comes along the chain
};

// A layer with the threshold or the chain that alone reads it, a pool behind the threshold, or a chain alone.
struct bitplane_planned_step {
  uint32_t layer;                  // the first layer; of a chain alone its first link's
  uint32_t threshold, pool;        // the layers fused with it, or BITPLANE_ABSENT
  uint32_t first_link, num_links;  // in the plan's list
  uint32_t input, output;          // tensors; the links' other inputs stand in their records
};

// Tensor 0, the image, is the caller's and has no place here.
struct bitplane_placement {
  uint32_t first_step, last_step;  // between these, both included, the bytes are taken
  uint64_t offset, nbytes;         // nbytes 0: the tensor is never made
};

struct bitplane_plan {
  uint32_t num_steps, num_links;
  struct bitplane_planned_step steps[BITPLANE_MAX_LAYERS];
  struct bitplane_planned_link links[BITPLANE_MAX_LAYERS];
  struct bitplane_placement tensors[BITPLANE_MAX_LAYERS + 1];
  uint64_t buffers_nbytes;
};

// Plans a loaded model.
void bitplane_make_plan(const struct bitplane_model* model, struct bitplane_plan* plan);

// Fills in steps and links: fuses each convolution with the threshold or the chain that alone reads it, each such
// threshold with the bit-max-pool that alone reads it, and each chain of layers that work pixel by pixel. A layer with
// two inputs joins a chain only if its other input is made before.
void bitplane_list_steps(const struct bitplane_model* model, struct bitplane_plan* plan);

#endif

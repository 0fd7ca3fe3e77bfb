// A model made ready: what bitplane_network_init builds and bitplane_run walks.
#ifndef BITPLANE_NETWORK_H_
#define BITPLANE_NETWORK_H_

#include "ops/op.h"

struct bitplane_built_step {
  void (*run)(const void* state, const struct bitplane_operands* operands);
  const void* state;
  const void* input;  // NULL for the image
  void* output;
  struct bitplane_step description;
};

struct bitplane_network {
  uint32_t num_steps;
  struct bitplane_built_step* steps;
  const struct bitplane_built_step* output;  // the step that makes the model's output; not always the last one
  void* scratch;
};

#endif

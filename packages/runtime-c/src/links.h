// Makes the setup of an op from the layers of a planned step.
#ifndef BITPLANE_LINKS_H_
#define BITPLANE_LINKS_H_

#include "ops/chain.h"
#include "plan.h"

// The model and its plan, which are only read.
struct bitplane_building {
  const struct bitplane_model* model;
  const struct bitplane_plan* plan;
};

// The layers of a step, as bitplane_setup points to them.
struct bitplane_step_layers {
  struct bitplane_layer first, threshold, pool;
  struct bitplane_chain chain;
};

// Reads the layers of a step, points `setup` to them and returns the op of the step. Takes the links and what their ops
// ask for from setup's arena.
const struct bitplane_op* bitplane_link_step(const struct bitplane_building* building,
                                             const struct bitplane_planned_step* step, struct bitplane_setup* setup,
                                             struct bitplane_step_layers* layers);

// Writes the names of the step's kinds, "binary-conv2d+affine", and returns their length with the end. text: NULL to
// measure only.
size_t bitplane_name_step(const struct bitplane_building* building, const struct bitplane_planned_step* step,
                          char* text);

#endif

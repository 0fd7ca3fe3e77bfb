// Builds the chain of a planned step.
#ifndef BITPLANE_LINKS_H_
#define BITPLANE_LINKS_H_

#include "ops/chain.h"
#include "plan.h"

// What chains are built from.
struct bitplane_building {
  const struct bitplane_model* model;
  const struct bitplane_plan* plan;
};

// The chain of a step, with no links where it has none. Takes the links and what their ops ask for from setup's arena;
// setup->layer is overwritten.
struct bitplane_chain bitplane_build_chain(const struct bitplane_building* building,
                                           const struct bitplane_planned_step* step, struct bitplane_setup* setup);

// "add+relu", behind the name of the op that feeds the chain, if any: "binary-conv2d+affine". From the arena.
const char* bitplane_chain_name(const struct bitplane_building* building, const struct bitplane_planned_step* step,
                                const char* first, struct bitplane_arena* arena);

#endif

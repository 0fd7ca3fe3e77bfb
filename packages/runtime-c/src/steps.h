// Which layers run together.
#ifndef BITPLANE_STEPS_H_
#define BITPLANE_STEPS_H_

#include "plan.h"

// Fills in the plan's steps and layers. A step takes the layer that alone reads its output as long as its first layer
// fuses that layer's role (ops/op.h). A layer with two inputs joins only if its other input has been made before.
void bitplane_list_steps(const struct bitplane_model* model, struct bitplane_plan* plan);

#endif

// Every output that a network hands out, compared with the oracle's.
#ifndef BITPLANE_TESTS_COMPARISON_H_
#define BITPLANE_TESTS_COMPARISON_H_

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_network.h"

struct comparison {
  const struct random_network* network;
  uint32_t num_right, num_wrong;
};

// For bitplane_observer; context: a comparison.
static inline void compare_output(void* context, uint32_t step, const struct bitplane_tensor* output) {
  struct comparison* comparison = context;
  const unsigned long tensor = strtoul(output->name + strlen("layer-"), NULL, 10);
  (void)step;
  if (holds(output, &comparison->network->outputs[tensor])) {
    comparison->num_right++;
  } else {
    comparison->num_wrong++;
    printf("'%s' differs\n", output->name);
  }
}

#endif

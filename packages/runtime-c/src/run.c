// Runs one image through a network.
#include "network.h"

static struct bitplane_tensor output_of(const struct bitplane_built_step* step) {
  struct bitplane_tensor output = step->description.output;
  output.data = step->output;
  return output;
}

enum bitplane_status bitplane_run(struct bitplane_network* network, const uint8_t* image,
                                  const struct bitplane_observer* observer, struct bitplane_tensor* output) {
  if (network == NULL || image == NULL || output == NULL) return BITPLANE_NULL_ARGUMENT;
  for (uint32_t index = 0; index < network->num_steps; index++) {
    const struct bitplane_built_step* step = &network->steps[index];
    const struct bitplane_operands operands = {
        .input = step->input != NULL ? step->input : image,
        .output = step->output,
        .scratch = network->scratch,
    };
    step->run(step->state, &operands);
    if (observer == NULL) continue;
    const struct bitplane_tensor made = output_of(step);
    observer->on_output(observer->context, index, &made);
  }
  *output = output_of(network->output);
  return BITPLANE_OK;
}

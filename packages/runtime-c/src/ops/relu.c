// The rectifier: y = x if x > 0, else +0.
#include "../kernels/kernels.h"
#include "../tensor.h"
#include "float32.h"
#include "op.h"

struct relu_state {
  const struct bitplane_floats_kernel* kernel;
  size_t channels;
};

BITPLANE_ONCE static enum bitplane_status check_relu(const struct bitplane_layer* layer) {
  return bitplane_same_shape(&layer->input, &layer->output) ? BITPLANE_OK : BITPLANE_BAD_LAYER;
}

BITPLANE_ONCE static struct bitplane_ready prepare_relu(const struct bitplane_setup* setup) {
  const struct relu_state values = {bitplane_select_floats(setup->cpu_features), setup->layer->input.channels};
  struct relu_state* state = bitplane_arena_take(setup->arena, 1, sizeof values);
  if (state != NULL) *state = values;
  return (struct bitplane_ready){.state = state, .kernel = values.kernel->name};
}

static void run_relu(const void* state, const struct bitplane_pixels* pixels) {
  const struct relu_state* s = state;
  s->kernel->relu(pixels->num * s->channels, pixels->inputs[0], pixels->output);
}

const struct bitplane_op bitplane_relu = {
    .kind = BITPLANE_KIND_RELU,
    .name = "relu",
    .role = BITPLANE_ROLE_LINK,
    .fuses = BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .check = check_relu,
    .prepare = prepare_relu,
    .run_pixels = run_relu,
};

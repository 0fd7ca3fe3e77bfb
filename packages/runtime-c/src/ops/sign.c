// From floats to signs: bit = x < 0.
#include "../kernels/kernels.h"
#include "../tensor.h"
#include "float32.h"
#include "op.h"

struct sign_state {
  const struct bitplane_floats_kernel* kernel;
  size_t channels;
};

BITPLANE_ONCE static enum bitplane_status check_sign(const struct bitplane_layer* layer) {
  return bitplane_same_shape(&layer->input, &layer->output) ? BITPLANE_OK : BITPLANE_BAD_LAYER;
}

BITPLANE_ONCE static struct bitplane_ready prepare_sign(const struct bitplane_setup* setup) {
  const struct sign_state values = {bitplane_select_floats(setup->cpu_features), setup->layer->input.channels};
  struct sign_state* state = bitplane_arena_take(setup->arena, 1, sizeof values);
  if (state != NULL) *state = values;
  return (struct bitplane_ready){.state = state, .kernel = values.kernel->name};
}

static void run_sign(const void* state, const struct bitplane_pixels* pixels) {
  const struct sign_state* s = state;
  s->kernel->sign((struct bitplane_rows){pixels->num, s->channels}, pixels->inputs[0], pixels->output);
}

const struct bitplane_op bitplane_sign = {
    .kind = BITPLANE_KIND_SIGN,
    .name = "sign",
    .role = BITPLANE_ROLE_LINK,
    .fuses = BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_BITS,
    .check = check_sign,
    .prepare = prepare_sign,
    .run_pixels = run_sign,
};

// A shortcut that joins its branch: y = a + b.
#include "../kernels/kernels.h"
#include "../tensor.h"
#include "float32.h"
#include "op.h"

struct add_state {
  const struct bitplane_floats_kernel* kernel;
  size_t channels;
};

BITPLANE_ONCE static enum bitplane_status check_add(const struct bitplane_layer* layer) {
  const bool fits =
      bitplane_same_shape(&layer->input, &layer->second_input) && bitplane_same_shape(&layer->input, &layer->output);
  return fits ? BITPLANE_OK : BITPLANE_BAD_LAYER;
}

BITPLANE_ONCE static struct bitplane_ready prepare_add(const struct bitplane_setup* setup) {
  const struct add_state values = {bitplane_select_floats(setup->cpu_features), setup->layer->input.channels};
  struct add_state* state = bitplane_arena_take(setup->arena, 1, sizeof values);
  if (state != NULL) *state = values;
  return (struct bitplane_ready){.state = state, .kernel = values.kernel->name};
}

static void run_add(const void* state, const struct bitplane_pixels* pixels) {
  const struct add_state* s = state;
  s->kernel->add(pixels->num * s->channels, pixels->inputs[0], pixels->inputs[1], pixels->output);
}

const struct bitplane_op bitplane_add = {
    .kind = BITPLANE_KIND_ADD,
    .name = "add",
    .role = BITPLANE_ROLE_LINK,
    .fuses = BITPLANE_ROLE_LINK,
    .has_two_inputs = true,
    .input_elements = 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .check = check_add,
    .prepare = prepare_add,
    .run_pixels = run_add,
};

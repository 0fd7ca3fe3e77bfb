// The rectifier with a learned slope below zero: y = x if x >= 0, else slope * x.
#include "../kernels/kernels.h"
#include "../tensor.h"
#include "float32.h"
#include "op.h"

enum { PRELU_PER_ELEMENT = 0, NUM_PRELU_ATTRIBUTES };
enum { SLOPES = 0, NUM_PRELU_SECTIONS };

struct prelu_state {
  const struct bitplane_floats_kernel* kernel;
  size_t channels;
  size_t slopes_step;  // from one pixel to the next: channels, or 0 where all pixels share them
  const float* slopes;
};

BITPLANE_ONCE static enum bitplane_status check_prelu(const struct bitplane_layer* layer) {
  enum bitplane_status status = BITPLANE_OK;
  const uint32_t per_element = layer->attributes[PRELU_PER_ELEMENT];
  if (per_element > 1 || !bitplane_same_shape(&layer->input, &layer->output)) return BITPLANE_BAD_LAYER;
  const uint64_t num_slopes = per_element ? bitplane_num_elements(&layer->input) : layer->input.channels;
  bitplane_holds_floats(&layer->sections[SLOPES], num_slopes, &status);
  return status;
}

BITPLANE_ONCE static struct bitplane_ready prepare_prelu(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct prelu_state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  const struct prelu_state values = {
      .kernel = bitplane_select_floats(setup->cpu_features),
      .channels = layer->input.channels,
      .slopes_step = layer->attributes[PRELU_PER_ELEMENT] ? layer->input.channels : 0,
      .slopes = layer->sections[SLOPES].data,
  };
  if (state != NULL) *state = values;
  return (struct bitplane_ready){.state = state, .kernel = values.kernel->name};
}

static void run_prelu(const void* state, const struct bitplane_pixels* pixels) {
  const struct prelu_state* s = state;
  const struct bitplane_rows rows = {pixels->num, s->channels};
  s->kernel->prelu(rows, pixels->inputs[0], s->slopes + pixels->first * s->slopes_step, s->slopes_step, pixels->output);
}

const struct bitplane_op bitplane_prelu = {
    .kind = BITPLANE_KIND_PRELU,
    .name = "prelu",
    .role = BITPLANE_ROLE_LINK,
    .fuses = BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .num_attributes = NUM_PRELU_ATTRIBUTES,
    .num_sections = NUM_PRELU_SECTIONS,
    .check = check_prelu,
    .prepare = prepare_prelu,
    .run_pixels = run_prelu,
};

// Numbers kept between two bounds: minimum if x < minimum, else maximum if x > maximum, else x.
#include "../tensor.h"
#include "float32.h"
#include "op.h"

enum { CLIP_BOUNDS = 0, NUM_CLIP_SECTIONS };

struct clip_state {
  size_t channels;
  float minimum, maximum;
};

BITPLANE_ONCE static enum bitplane_status check_clip(const struct bitplane_layer* layer) {
  enum bitplane_status status = BITPLANE_OK;
  if (!bitplane_same_shape(&layer->input, &layer->output)) return BITPLANE_BAD_LAYER;
  if (!bitplane_holds_floats(&layer->sections[CLIP_BOUNDS], 2, &status)) return status;
  const float* bounds = layer->sections[CLIP_BOUNDS].data;
  return bounds[0] <= bounds[1] ? BITPLANE_OK : BITPLANE_BAD_VALUE;
}

BITPLANE_ONCE static struct bitplane_ready prepare_clip(const struct bitplane_setup* setup) {
  const float* bounds = setup->layer->sections[CLIP_BOUNDS].data;
  const struct clip_state values = {setup->layer->input.channels, bounds[0], bounds[1]};
  struct clip_state* state = bitplane_arena_take(setup->arena, 1, sizeof values);
  if (state != NULL) *state = values;
  return (struct bitplane_ready){.state = state, .kernel = bitplane_plain_loops};
}

static void clip_numbers(const struct clip_state* s, size_t num, const float* restrict x, float* restrict y) {
  const float minimum = s->minimum, maximum = s->maximum;
  for (size_t k = 0; k < num; k++) {
    const float above = x[k] < minimum ? minimum : x[k];
    y[k] = above > maximum ? maximum : above;
  }
}

static void run_clip(const void* state, const struct bitplane_pixels* pixels) {
  const struct clip_state* s = state;
  clip_numbers(s, pixels->num * s->channels, pixels->inputs[0], pixels->output);
}

const struct bitplane_op bitplane_clip = {
    .kind = BITPLANE_KIND_CLIP,
    .name = "clip",
    .role = BITPLANE_ROLE_LINK,
    .fuses = BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .num_sections = NUM_CLIP_SECTIONS,
    .check = check_clip,
    .prepare = prepare_clip,
    .run_pixels = run_clip,
};

// The rectifier: y = x if x > 0, else +0.
#include "float32.h"
#include "op.h"
#include "shapes.h"

struct state {
  size_t channels;
};

static enum bitplane_status check(const struct bitplane_layer* layer) {
  return bitplane_same_shape(&layer->input, &layer->output) ? BITPLANE_OK : BITPLANE_BAD_LAYER;
}

static struct bitplane_ready prepare(const struct bitplane_setup* setup) {
  struct state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  if (state != NULL) state->channels = setup->layer->input.channels;
  return (struct bitplane_ready){state, bitplane_plain_loops, 0};
}

static void run_pixels(const void* state, const struct bitplane_pixels* pixels) {
  const struct state* s = state;
  const float* restrict x = pixels->inputs[0];
  float* restrict y = pixels->output;
  for (size_t k = 0; k < pixels->num * s->channels; k++) y[k] = x[k] > 0 ? x[k] : 0;
}

const struct bitplane_op bitplane_relu = {
    .kind = 8,
    .name = "relu",
    .input_elements = 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .check = check,
    .prepare = prepare,
    .run_pixels = run_pixels,
};

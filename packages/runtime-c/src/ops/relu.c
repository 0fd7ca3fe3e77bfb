// The rectifier: y = x if x > 0, else +0.
#include "float32.h"
#include "op.h"
#include "shapes.h"

struct state {
  size_t num_elements;
};

static enum bitplane_status check(const struct bitplane_layer* layer) {
  return bitplane_same_shape(&layer->input, &layer->output) ? BITPLANE_OK : BITPLANE_BAD_LAYER;
}

static struct bitplane_ready prepare(const struct bitplane_setup* setup) {
  struct state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  if (state != NULL) state->num_elements = (size_t)bitplane_num_elements(&setup->layer->input);
  return (struct bitplane_ready){state, bitplane_plain_loops, 0};
}

static void run(const void* state, const struct bitplane_operands* operands) {
  const struct state* s = state;
  const float* x = operands->input;
  float* y = operands->output;
  for (size_t i = 0; i < s->num_elements; i++) y[i] = x[i] > 0 ? x[i] : 0;
}

const struct bitplane_op bitplane_relu = {
    .kind = 8,
    .name = "relu",
    .input_elements = 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .check = check,
    .prepare = prepare,
    .run = run,
};

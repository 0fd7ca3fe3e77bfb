// From floats to signs: bit = x < 0.
#include "float32.h"
#include "op.h"
#include "shapes.h"
#include "signs.h"

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
  const float* x = pixels->inputs[0];
  uint64_t* bits = pixels->output;
  for (size_t m = 0; m < pixels->num; m++, x += s->channels) {
    size_t c = 0;
    // A constant number lets the compiler lay the loops out.
    for (; c + BITPLANE_WORD_BITS <= s->channels; c += BITPLANE_WORD_BITS) {
      *bits++ = bitplane_signs_of(x + c, BITPLANE_WORD_BITS);
    }
    if (c < s->channels) *bits++ = bitplane_signs_of(x + c, s->channels - c);
  }
}

const struct bitplane_op bitplane_sign = {
    .kind = 9,
    .name = "sign",
    .input_elements = 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_BITS,
    .check = check,
    .prepare = prepare,
    .run_pixels = run_pixels,
};

// Channels of two tensors side by side: each pixel has the first input's, then the second's. Bits or float32.
#include <string.h>

#include "../bits.h"
#include "../tensor.h"
#include "op.h"

struct concat_state {
  bool is_bits;
  size_t channels[2];  // of the inputs
};

BITPLANE_ONCE static enum bitplane_status check_concat(const struct bitplane_layer* layer) {
  const struct bitplane_tensor *a = &layer->input, *b = &layer->second_input, *y = &layer->output;
  const bool fits = a->height == b->height && a->width == b->width && a->height == y->height && a->width == y->width &&
                    (uint64_t)a->channels + b->channels == y->channels;
  return fits ? BITPLANE_OK : BITPLANE_BAD_LAYER;
}

BITPLANE_ONCE static struct bitplane_ready prepare_concat(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct concat_state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  if (state != NULL) {
    *state = (struct concat_state){layer->input.element == BITPLANE_BITS,
                                   {layer->input.channels, layer->second_input.channels}};
  }
  return (struct bitplane_ready){.state = state, .kernel = bitplane_plain_loops};
}

static void join_bits(const size_t channels[2], const struct bitplane_pixels* pixels) {
  const size_t num_words = bitplane_row_words(channels[0] + channels[1]);
  for (size_t m = 0; m < pixels->num; m++) {
    uint64_t* row = (uint64_t*)pixels->output + m * num_words;
    memset(row, 0, num_words * sizeof *row);
    for (int k = 0; k < 2; k++) {
      const uint64_t* from = (const uint64_t*)pixels->inputs[k] + m * bitplane_row_words(channels[k]);
      bitplane_put_columns(row, k == 0 ? 0 : channels[0], from, channels[k]);
    }
  }
}

static void join_floats(const size_t channels[2], const struct bitplane_pixels* pixels) {
  float* y = pixels->output;
  for (size_t m = 0; m < pixels->num; m++) {
    for (int k = 0; k < 2; k++) {
      memcpy(y, (const float*)pixels->inputs[k] + m * channels[k], channels[k] * sizeof *y);
      y += channels[k];
    }
  }
}

static void run_concat(const void* state, const struct bitplane_pixels* pixels) {
  const struct concat_state* s = state;
  if (s->is_bits) {
    join_bits(s->channels, pixels);
  } else {
    join_floats(s->channels, pixels);
  }
}

const struct bitplane_op bitplane_concat = {
    .kind = BITPLANE_KIND_CONCAT,
    .name = "concat",
    .role = BITPLANE_ROLE_LINK,
    .fuses = BITPLANE_ROLE_LINK,
    .has_two_inputs = true,
    .input_elements = 1u << BITPLANE_BITS | 1u << BITPLANE_FLOAT32,
    .keeps_element = true,
    .check = check_concat,
    .prepare = prepare_concat,
    .run_pixels = run_concat,
};

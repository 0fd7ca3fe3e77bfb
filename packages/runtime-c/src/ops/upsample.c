// A larger image by repetition: each pixel becomes a block of equal ones. Bits or float32. Its units are rows.
#include <string.h>

#include "../tensor.h"
#include "op.h"

enum { ROW_FACTOR = 0, COLUMN_FACTOR = 1, NUM_UPSAMPLE_ATTRIBUTES };

struct upsample_state {
  size_t row_factor, column_factor;
  size_t input_width;
  size_t pixel_nbytes;
};

BITPLANE_ONCE static enum bitplane_status check_upsample(const struct bitplane_layer* layer) {
  const uint64_t rows = layer->attributes[ROW_FACTOR], columns = layer->attributes[COLUMN_FACTOR];
  const struct bitplane_tensor *x = &layer->input, *y = &layer->output;
  const bool fits = rows * x->height == y->height && columns * x->width == y->width && x->channels == y->channels;
  return fits ? BITPLANE_OK : BITPLANE_BAD_LAYER;
}

BITPLANE_ONCE static struct bitplane_ready prepare_upsample(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  const struct upsample_state values = {
      .row_factor = layer->attributes[ROW_FACTOR],
      .column_factor = layer->attributes[COLUMN_FACTOR],
      .input_width = layer->input.width,
      .pixel_nbytes = (size_t)bitplane_pixel_nbytes(&layer->input),
  };
  struct upsample_state* state = bitplane_arena_take(setup->arena, 1, sizeof values);
  if (state != NULL) *state = values;
  const float words = (float)bitplane_num_pixels(&layer->output) * ((float)values.pixel_nbytes / 8);
  return (struct bitplane_ready){
      .state = state,
      .kernel = bitplane_plain_loops,
      .work = {layer->output.height, 1, words * (float)BITPLANE_NUMBER_COST},
  };
}

static uint8_t* repeat_pixels(const struct upsample_state* s, const uint8_t* from, uint8_t* to) {
  for (size_t column = 0; column < s->input_width; column++, from += s->pixel_nbytes) {
    for (size_t k = 0; k < s->column_factor; k++, to += s->pixel_nbytes) memcpy(to, from, s->pixel_nbytes);
  }
  return to;
}

static void run_upsample(const void* state, const struct bitplane_operands* operands) {
  const struct upsample_state* s = state;
  const size_t row_nbytes = s->input_width * s->pixel_nbytes;
  uint8_t* to = (uint8_t*)operands->output + operands->first * row_nbytes * s->column_factor;
  for (size_t row = operands->first; row < operands->end; row++) {
    to = repeat_pixels(s, (const uint8_t*)operands->input + row / s->row_factor * row_nbytes, to);
  }
}

const struct bitplane_op bitplane_upsample = {
    .kind = BITPLANE_KIND_UPSAMPLE,
    .name = "upsample",
    .input_elements = 1u << BITPLANE_BITS | 1u << BITPLANE_FLOAT32,
    .keeps_element = true,
    .num_attributes = NUM_UPSAMPLE_ATTRIBUTES,
    .check = check_upsample,
    .prepare = prepare_upsample,
    .run = run_upsample,
};

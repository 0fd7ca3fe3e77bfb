// Mean over the whole image, [h, w, c] -> [1, 1, c]: floats are summed from +0 in row-major pixel order, integers
// exactly and then rounded once; the sum is divided by fl(h * w).
#include "float32.h"
#include "op.h"
#include "shapes.h"

struct state {
  bool from_int32;
  size_t num_pixels, channels;
};

static enum bitplane_status check(const struct bitplane_layer* layer) {
  const struct bitplane_tensor* output = &layer->output;
  const bool fits = output->height == 1 && output->width == 1 && output->channels == layer->input.channels;
  return fits ? BITPLANE_OK : BITPLANE_BAD_LAYER;
}

static struct bitplane_ready prepare(const struct bitplane_setup* setup) {
  const struct bitplane_tensor* input = &setup->layer->input;
  struct state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  if (state != NULL) {
    *state = (struct state){input->element == BITPLANE_INT32, (size_t)bitplane_num_pixels(input), input->channels};
  }
  return (struct bitplane_ready){state, bitplane_plain_loops, 0};
}

static float sum_int32(const struct state* s, const int32_t* x) {
  int64_t sum = 0;  // fewer than 2^31 elements of 32 bits
  for (size_t pixel = 0; pixel < s->num_pixels; pixel++) sum += x[pixel * s->channels];
  return (float)sum;
}

static float sum_float32(const struct state* s, const float* x) {
  float sum = 0;
  for (size_t pixel = 0; pixel < s->num_pixels; pixel++) sum = sum + x[pixel * s->channels];
  return sum;
}

static void run(const void* state, const struct bitplane_operands* operands) {
  const struct state* s = state;
  float* y = operands->output;
  const float count = (float)s->num_pixels;
  for (size_t c = 0; c < s->channels; c++) {
    const float sum = s->from_int32 ? sum_int32(s, (const int32_t*)operands->input + c)
                                    : sum_float32(s, (const float*)operands->input + c);
    y[c] = sum / count;
  }
}

const struct bitplane_op bitplane_average_pool = {
    .kind = 7,
    .name = "average-pool",
    .input_elements = 1u << BITPLANE_INT32 | 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .check = check,
    .prepare = prepare,
    .run = run,
};

// Mean of the numbers under each window: floats are summed from +0 in row-major order, integers exactly and then
// rounded once; the sum is divided by fl(number of taps inside the image).
#include "float32.h"
#include "pooling.h"

struct state {
  struct bitplane_pooling pooling;
  bool from_int32;
};

static struct bitplane_ready prepare(const struct bitplane_setup* setup) {
  struct state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  const struct state values = {bitplane_plan_pooling(setup->layer, setup->arena),
                               setup->layer->input.element == BITPLANE_INT32};
  if (state != NULL) *state = values;
  return (struct bitplane_ready){.state = state, .kernel = bitplane_plain_loops};
}

// Channels that are summed side by side.
enum { BLOCK = 64 };

// Up to BLOCK channels from x on. x: of the first tap; channels: from one pixel to the next.
static void sum_int32(const struct bitplane_pool_taps* taps, size_t channels, size_t num, const int32_t* x, float* y) {
  int64_t sums[BLOCK] = {0};  // of fewer than 2^31 numbers of 32 bits
  for (size_t u = 0; u < taps->num_rows; u++) {
    for (size_t v = 0; v < taps->num_columns; v++) {
      const int32_t* tap = x + (u * taps->row_step + v * taps->column_step) * channels;
      for (size_t c = 0; c < num; c++) sums[c] += tap[c];
    }
  }
  for (size_t c = 0; c < num; c++) y[c] = (float)sums[c];
}

static void sum_float32(const struct bitplane_pool_taps* taps, size_t channels, size_t num, const float* x,
                        float* restrict y) {
  float sums[BLOCK] = {0};
  for (size_t u = 0; u < taps->num_rows; u++) {
    for (size_t v = 0; v < taps->num_columns; v++) {
      const float* tap = x + (u * taps->row_step + v * taps->column_step) * channels;
      for (size_t c = 0; c < num; c++) sums[c] = sums[c] + tap[c];
    }
  }
  for (size_t c = 0; c < num; c++) y[c] = sums[c];
}

static void pool_pixel(const struct state* s, const struct bitplane_pool_taps* taps, const void* input, float* y) {
  const size_t channels = s->pooling.channels;
  for (size_t first = 0; first < channels; first += BLOCK) {
    const size_t num = channels - first < BLOCK ? channels - first : BLOCK;
    const size_t at = taps->first * channels + first;
    if (s->from_int32) {
      sum_int32(taps, channels, num, (const int32_t*)input + at, y + first);
    } else {
      sum_float32(taps, channels, num, (const float*)input + at, y + first);
    }
  }
  const float count = (float)(taps->num_rows * taps->num_columns);
  for (size_t c = 0; c < channels; c++) y[c] = y[c] / count;
}

static void run(const void* state, const struct bitplane_operands* operands) {
  const struct state* s = state;
  const size_t width = s->pooling.width;
  float* y = operands->output;
  for (size_t pixel = 0; pixel < s->pooling.height * width; pixel++, y += s->pooling.channels) {
    const struct bitplane_pool_taps taps = bitplane_pool_taps_at(&s->pooling, pixel / width, pixel % width);
    pool_pixel(s, &taps, operands->input, y);
  }
}

const struct bitplane_op bitplane_average_pool = {
    .kind = 7,
    .name = "average-pool",
    .input_elements = 1u << BITPLANE_INT32 | 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .num_attributes = BITPLANE_POOLING_ATTRIBUTES,
    .check = bitplane_check_pooling,
    .prepare = prepare,
    .run = run,
};

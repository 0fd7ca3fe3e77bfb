// Mean of the numbers under each window: floats are summed from +0 in row-major order, integers exactly and then
// rounded once; the sum is divided by fl(number of taps inside the image).
#include "float32.h"
#include "pooling.h"

struct average_pool_state {
  struct bitplane_pooling pooling;
  bool from_int32;
};

BITPLANE_ONCE static struct bitplane_ready prepare_average_pool(const struct bitplane_setup* setup) {
  struct average_pool_state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  const struct average_pool_state values = {bitplane_plan_pooling(setup->layer, setup->arena),
                                            setup->layer->input.element == BITPLANE_INT32};
  if (state != NULL) *state = values;
  return (struct bitplane_ready){
      .state = state, .kernel = bitplane_plain_loops, .work = bitplane_pooling_work(&values.pooling)};
}

// A block of channels from x on. x: of the first tap; channels: from one pixel to the next.
static void sum_int32(const struct bitplane_pool_taps* taps, size_t channels, size_t num, const int32_t* x, float* y) {
  int64_t sums[BITPLANE_POOL_CHANNELS] = {0};  // of fewer than 2^31 numbers of 32 bits
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
  float sums[BITPLANE_POOL_CHANNELS] = {0};
  for (size_t u = 0; u < taps->num_rows; u++) {
    for (size_t v = 0; v < taps->num_columns; v++) {
      const float* tap = x + (u * taps->row_step + v * taps->column_step) * channels;
      for (size_t c = 0; c < num; c++) sums[c] = sums[c] + tap[c];
    }
  }
  for (size_t c = 0; c < num; c++) y[c] = sums[c];
}

static void run_average_pool(const void* state, const struct bitplane_operands* operands) {
  const struct average_pool_state* s = state;
  const struct bitplane_pooling* p = &s->pooling;
  for (size_t at = operands->first; at < operands->end; at++) {
    const struct bitplane_pool_unit unit = bitplane_pool_unit_at(p, at);
    const struct bitplane_pool_taps taps = bitplane_pool_taps_at(p, unit.row, unit.column);
    const size_t first = taps.first * p->channels + unit.first;
    float* y = (float*)operands->output + at / p->num_blocks * p->channels + unit.first;
    if (s->from_int32) {
      sum_int32(&taps, p->channels, unit.num, (const int32_t*)operands->input + first, y);
    } else {
      sum_float32(&taps, p->channels, unit.num, (const float*)operands->input + first, y);
    }
    const float count = (float)(taps.num_rows * taps.num_columns);
    for (size_t c = 0; c < unit.num; c++) y[c] = y[c] / count;
  }
}

const struct bitplane_op bitplane_average_pool = {
    .kind = BITPLANE_KIND_AVERAGE_POOL,
    .name = "average-pool",
    .input_elements = 1u << BITPLANE_INT32 | 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .num_attributes = BITPLANE_POOLING_ATTRIBUTES,
    .check = bitplane_check_pooling,
    .prepare = prepare_average_pool,
    .run = run_average_pool,
};

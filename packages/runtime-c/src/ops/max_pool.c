// Greatest number under each window, in row-major order: a later one counts only if it is greater, so that of -0 and +0
// the first is kept.
#include <string.h>

#include "float32.h"
#include "pooling.h"

BITPLANE_ONCE static struct bitplane_ready prepare_max_pool(const struct bitplane_setup* setup) {
  struct bitplane_pooling* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  const struct bitplane_pooling pooling = bitplane_plan_pooling(setup->layer, setup->arena);
  if (state != NULL) *state = pooling;
  return (struct bitplane_ready){
      .state = state, .kernel = bitplane_plain_loops, .work = bitplane_pooling_work(&pooling)};
}

static void keep_greater(size_t channels, const float* restrict x, float* restrict y) {
  for (size_t c = 0; c < channels; c++) y[c] = x[c] > y[c] ? x[c] : y[c];
}

static void run_max_pool(const void* state, const struct bitplane_operands* operands) {
  const struct bitplane_pooling* p = state;
  for (size_t at = operands->first; at < operands->end; at++) {
    const struct bitplane_pool_unit unit = bitplane_pool_unit_at(p, at);
    const struct bitplane_pool_taps taps = bitplane_pool_taps_at(p, unit.row, unit.column);
    const float* x = (const float*)operands->input + taps.first * p->channels + unit.first;
    float* y = (float*)operands->output + at / p->num_blocks * p->channels + unit.first;
    memcpy(y, x, unit.num * sizeof *y);
    for (size_t u = 0; u < taps.num_rows; u++) {
      for (size_t v = 0; v < taps.num_columns; v++) {
        keep_greater(unit.num, x + (u * taps.row_step + v * taps.column_step) * p->channels, y);
      }
    }
  }
}

const struct bitplane_op bitplane_max_pool = {
    .kind = BITPLANE_KIND_MAX_POOL,
    .name = "max-pool",
    .input_elements = 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .num_attributes = BITPLANE_POOLING_ATTRIBUTES,
    .check = bitplane_check_pooling,
    .prepare = prepare_max_pool,
    .run = run_max_pool,
};

// Max-pool on signs as a layer of its own.
#include "../bits.h"
#include "sign_pooling.h"

BITPLANE_ONCE static enum bitplane_status check_bit_max_pool(const struct bitplane_layer* layer) {
  const struct bitplane_section* minimum = &layer->sections[BITPLANE_SIGN_POOLING_MINIMUM];
  const uint32_t channels = layer->input.channels;
  const enum bitplane_status status = bitplane_check_pooling(layer);
  if (status != BITPLANE_OK) return status;
  if (!bitplane_section_holds(minimum, BITPLANE_SECTION_BITS, bitplane_row_words(channels))) return BITPLANE_BAD_LAYER;
  return bitplane_padding_is_zero(minimum->data, 1, channels) ? BITPLANE_OK : BITPLANE_BAD_VALUE;
}

// Its units are rows of the output; a word of signs takes as long as a number.
static struct bitplane_work work_of(const struct bitplane_sign_pooling* p) {
  struct bitplane_work work = bitplane_pooling_work(&p->geometry);
  work.num_units = p->geometry.height;
  work.tile_units = 4;  // parts read the rows between them twice: one in eight more for windows of 3 with stride 2
  work.cost /= (float)BITPLANE_WORD_BITS;
  return work;
}

static struct bitplane_ready prepare_bit_max_pool(const struct bitplane_setup* setup) {
  struct bitplane_sign_pooling* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  const struct bitplane_sign_pooling values = bitplane_plan_sign_pooling(setup->layer, setup->arena);
  if (state != NULL) *state = values;
  struct bitplane_arena scratch = {NULL, 0};
  bitplane_arena_take(&scratch, values.num_open, values.row_words * sizeof(uint64_t));
  return (struct bitplane_ready){
      .state = state,
      .kernel = bitplane_plain_loops,
      .scratch_nbytes = scratch.used,
      .work = work_of(&values),
  };
}

static void run_bit_max_pool(const void* state, const struct bitplane_operands* operands) {
  const struct bitplane_sign_pooling* p = state;
  struct bitplane_pooled_rows rows = {operands->first, operands->end, operands->scratch, operands->output};
  const struct bitplane_span span = bitplane_rows_read(p, operands->first, operands->end);
  for (size_t row = span.first; row < span.end; row++) {
    bitplane_pool_signs(p, row, (const uint64_t*)operands->input + row * p->row_words, &rows);
  }
}

const struct bitplane_op bitplane_bit_max_pool = {
    .kind = BITPLANE_KIND_BIT_MAX_POOL,
    .name = "bit-max-pool",
    .role = BITPLANE_ROLE_SIGN_POOL,
    .input_elements = 1u << BITPLANE_BITS,
    .output_element = BITPLANE_BITS,
    .num_attributes = BITPLANE_POOLING_ATTRIBUTES,
    .num_sections = BITPLANE_SIGN_POOLING_SECTIONS,
    .check = check_bit_max_pool,
    .prepare = prepare_bit_max_pool,
    .run = run_bit_max_pool,
};

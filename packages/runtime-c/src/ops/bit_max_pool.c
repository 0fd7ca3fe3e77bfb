// Max-pool on signs: +1 if any input is (AND of stored bits); for channels whose `minimum` is set, +1 if all are (OR).
#include "../bits.h"
#include "pooling.h"

enum { MINIMUM = 0, NUM_SECTIONS };

struct state {
  struct bitplane_pooling pooling;
  size_t num_words;
  const uint64_t* minimum;
};

static enum bitplane_status check(const struct bitplane_layer* layer) {
  const struct bitplane_section* minimum = &layer->sections[MINIMUM];
  const uint32_t channels = layer->input.channels;
  const enum bitplane_status status = bitplane_check_pooling(layer);
  if (status != BITPLANE_OK) return status;
  if (!bitplane_section_holds(minimum, BITPLANE_SECTION_BITS, bitplane_row_words(channels))) return BITPLANE_BAD_LAYER;
  return bitplane_padding_is_zero(minimum->data, 1, channels) ? BITPLANE_OK : BITPLANE_BAD_VALUE;
}

static struct bitplane_ready prepare(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  const struct state values = {
      .pooling = bitplane_plan_pooling(setup),
      .num_words = bitplane_row_words(layer->input.channels),
      .minimum = layer->sections[MINIMUM].data,
  };
  if (state != NULL) *state = values;
  return (struct bitplane_ready){.state = state, .kernel = bitplane_plain_loops};
}

static uint64_t pool_word(const struct state* s, const uint64_t* image, const struct bitplane_pool_taps* taps,
                          size_t word) {
  const uint64_t* from = image + taps->first * s->num_words + word;
  uint64_t all = ~UINT64_C(0);
  uint64_t any = 0;
  for (size_t u = 0; u < taps->num_rows; u++) {
    for (size_t v = 0; v < taps->num_columns; v++) {
      const uint64_t signs = from[(u * taps->row_step + v * taps->column_step) * s->num_words];
      all &= signs;
      any |= signs;
    }
  }
  return (all & ~s->minimum[word]) | (any & s->minimum[word]);
}

static void run(const void* state, const struct bitplane_operands* operands) {
  const struct state* s = state;
  uint64_t* to = operands->output;
  for (size_t row = 0; row < s->pooling.height; row++) {
    for (size_t column = 0; column < s->pooling.width; column++) {
      const struct bitplane_pool_taps taps = bitplane_pool_taps_at(&s->pooling, row, column);
      for (size_t word = 0; word < s->num_words; word++) *to++ = pool_word(s, operands->input, &taps, word);
    }
  }
}

const struct bitplane_op bitplane_bit_max_pool = {
    .kind = 4,
    .name = "bit-max-pool",
    .input_elements = 1u << BITPLANE_BITS,
    .output_element = BITPLANE_BITS,
    .num_attributes = BITPLANE_POOLING_ATTRIBUTES,
    .num_sections = NUM_SECTIONS,
    .check = check,
    .prepare = prepare,
    .run = run,
};

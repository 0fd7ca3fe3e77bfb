// Max-pool on signs: +1 if any input is (AND of stored bits); for channels whose `minimum` is set, +1 if all are (OR).
#include "../bits.h"
#include "op.h"
#include "shapes.h"
#include "window.h"

enum { NUM_ATTRIBUTES = BITPLANE_WINDOW_ATTRIBUTES };
enum { MINIMUM = 0, NUM_SECTIONS };

struct state {
  struct bitplane_window window;
  const struct bitplane_taps* rows;
  const struct bitplane_taps* columns;
  uint32_t height, width;  // of the output
  size_t input_width, num_words;
  const uint64_t* minimum;
};

// A window that lies in the padding alone would have no value.
static bool always_has_a_tap(const struct bitplane_axis* axis, uint32_t num_positions, uint32_t extent) {
  for (uint32_t position = 0; position < num_positions; position++) {
    const struct bitplane_taps taps = bitplane_taps_at(axis, position, extent);
    if (taps.first == taps.end) return false;
  }
  return true;
}

static enum bitplane_status check(const struct bitplane_layer* layer) {
  const struct bitplane_window window = bitplane_read_window(layer->attributes);
  const struct bitplane_section* minimum = &layer->sections[MINIMUM];
  const uint32_t channels = layer->input.channels;
  if (!bitplane_window_fits(&window, layer) || layer->output.channels != channels) return BITPLANE_BAD_LAYER;
  if (!always_has_a_tap(&window.rows, layer->output.height, layer->input.height)) return BITPLANE_BAD_LAYER;
  if (!always_has_a_tap(&window.columns, layer->output.width, layer->input.width)) return BITPLANE_BAD_LAYER;
  if (!bitplane_section_holds(minimum, BITPLANE_SECTION_BITS, bitplane_row_words(channels))) return BITPLANE_BAD_LAYER;
  return bitplane_padding_is_zero(minimum->data, 1, channels) ? BITPLANE_OK : BITPLANE_BAD_VALUE;
}

static struct bitplane_ready prepare(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  const struct bitplane_window window = bitplane_read_window(layer->attributes);
  uint32_t num_patterns;
  const struct state values = {
      .window = window,
      .rows = bitplane_list_taps(&window.rows, layer->output.height, layer->input.height, setup->arena, &num_patterns),
      .columns =
          bitplane_list_taps(&window.columns, layer->output.width, layer->input.width, setup->arena, &num_patterns),
      .height = layer->output.height,
      .width = layer->output.width,
      .input_width = layer->input.width,
      .num_words = bitplane_row_words(layer->input.channels),
      .minimum = layer->sections[MINIMUM].data,
  };
  if (state != NULL) *state = values;
  return (struct bitplane_ready){state, bitplane_plain_loops, 0};
}

static uint64_t pool_word(const struct state* s, const uint64_t* image, size_t row, size_t column, size_t word) {
  const struct bitplane_taps* rows = &s->rows[row];
  const struct bitplane_taps* columns = &s->columns[column];
  const size_t row_step = s->input_width * s->num_words * s->window.rows.dilation;
  const size_t column_step = s->num_words * s->window.columns.dilation;
  const uint64_t* from = image + (rows->start * s->input_width + columns->start) * s->num_words + word;
  uint64_t all = ~UINT64_C(0);
  uint64_t any = 0;
  for (size_t u = 0; u < rows->end - rows->first; u++) {
    for (size_t v = 0; v < columns->end - columns->first; v++) {
      const uint64_t signs = from[u * row_step + v * column_step];
      all &= signs;
      any |= signs;
    }
  }
  return (all & ~s->minimum[word]) | (any & s->minimum[word]);
}

static void run(const void* state, const struct bitplane_operands* operands) {
  const struct state* s = state;
  uint64_t* to = operands->output;
  for (size_t row = 0; row < s->height; row++) {
    for (size_t column = 0; column < s->width; column++) {
      for (size_t word = 0; word < s->num_words; word++) *to++ = pool_word(s, operands->input, row, column, word);
    }
  }
}

const struct bitplane_op bitplane_bit_max_pool = {
    .kind = 4,
    .name = "bit-max-pool",
    .input_elements = 1u << BITPLANE_BITS,
    .output_element = BITPLANE_BITS,
    .num_attributes = NUM_ATTRIBUTES,
    .num_sections = NUM_SECTIONS,
    .check = check,
    .prepare = prepare,
    .run = run,
};

// Any function of a byte: y = table[u], or table[c][u] with a table for each channel. Bytes or float32.
#include "../tensor.h"
#include "float32.h"
#include "op.h"

enum { TABLE_PER_CHANNEL = 0, NUM_BYTE_TABLE_ATTRIBUTES };
enum { TABLE = 0, NUM_BYTE_TABLE_SECTIONS };
enum { NUM_BYTES = 256 };

struct byte_table_state {
  bool makes_bytes;
  size_t channels;
  size_t table_step;  // from one channel's table to the next: NUM_BYTES, or 0 where all channels share one
  const void* table;
};

BITPLANE_ONCE static enum bitplane_status check_byte_table(const struct bitplane_layer* layer) {
  enum bitplane_status status = BITPLANE_OK;
  const uint32_t per_channel = layer->attributes[TABLE_PER_CHANNEL];
  if (per_channel > 1 || !bitplane_same_shape(&layer->input, &layer->output)) return BITPLANE_BAD_LAYER;
  const struct bitplane_section* table = &layer->sections[TABLE];
  const uint64_t num = (uint64_t)NUM_BYTES * (per_channel ? layer->input.channels : 1);
  if (layer->output.element == BITPLANE_UINT8) {
    return bitplane_section_holds(table, BITPLANE_SECTION_UINT8, num) ? BITPLANE_OK : BITPLANE_BAD_LAYER;
  }
  bitplane_holds_floats(table, num, &status);
  return status;
}

BITPLANE_ONCE static struct bitplane_ready prepare_byte_table(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  const struct byte_table_state values = {
      .makes_bytes = layer->output.element == BITPLANE_UINT8,
      .channels = layer->input.channels,
      .table_step = layer->attributes[TABLE_PER_CHANNEL] ? NUM_BYTES : 0,
      .table = layer->sections[TABLE].data,
  };
  struct byte_table_state* state = bitplane_arena_take(setup->arena, 1, sizeof values);
  if (state != NULL) *state = values;
  return (struct bitplane_ready){.state = state, .kernel = bitplane_plain_loops};
}

static void look_up_bytes(const struct byte_table_state* s, size_t num_pixels, const uint8_t* u, uint8_t* y) {
  const uint8_t* table = s->table;
  for (size_t m = 0; m < num_pixels; m++, u += s->channels, y += s->channels) {
    for (size_t c = 0; c < s->channels; c++) y[c] = table[c * s->table_step + u[c]];
  }
}

static void look_up_floats(const struct byte_table_state* s, size_t num_pixels, const uint8_t* u, float* y) {
  const float* table = s->table;
  for (size_t m = 0; m < num_pixels; m++, u += s->channels, y += s->channels) {
    for (size_t c = 0; c < s->channels; c++) y[c] = table[c * s->table_step + u[c]];
  }
}

static void run_byte_table(const void* state, const struct bitplane_pixels* pixels) {
  const struct byte_table_state* s = state;
  if (s->makes_bytes) {
    look_up_bytes(s, pixels->num, pixels->inputs[0], pixels->output);
  } else {
    look_up_floats(s, pixels->num, pixels->inputs[0], pixels->output);
  }
}

const struct bitplane_op bitplane_byte_table = {
    .kind = BITPLANE_KIND_BYTE_TABLE,
    .name = "byte-table",
    .role = BITPLANE_ROLE_LINK,
    .fuses = BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_UINT8,
    .output_element = BITPLANE_FLOAT32,
    .may_keep_element = true,
    .num_attributes = NUM_BYTE_TABLE_ATTRIBUTES,
    .num_sections = NUM_BYTE_TABLE_SECTIONS,
    .check = check_byte_table,
    .prepare = prepare_byte_table,
    .run_pixels = run_byte_table,
};

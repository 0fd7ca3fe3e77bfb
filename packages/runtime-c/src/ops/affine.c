// Scale and offset of each channel: y = scale * x + offset, one rounding for the product and one for the sum.
// An int32 input is converted first, exactly below 2^24 in size.
#include "float32.h"
#include "op.h"
#include "shapes.h"

enum { SCALE = 0, OFFSET = 1, NUM_SECTIONS };

struct state {
  bool from_int32;
  size_t num_pixels, channels;
  const float* scale;   // [channels] or NULL
  const float* offset;  // the same
};

static enum bitplane_status check(const struct bitplane_layer* layer) {
  enum bitplane_status status = BITPLANE_OK;
  if (!bitplane_same_shape(&layer->input, &layer->output)) return BITPLANE_BAD_LAYER;
  for (int part = SCALE; part <= OFFSET; part++) {
    const struct bitplane_section* section = &layer->sections[part];
    if (section->type == BITPLANE_SECTION_ABSENT) continue;
    if (!bitplane_holds_floats(section, layer->input.channels, &status)) return status;
  }
  return BITPLANE_OK;
}

static struct bitplane_ready prepare(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  if (state != NULL) {
    *state = (struct state){
        .from_int32 = layer->input.element == BITPLANE_INT32,
        .num_pixels = (size_t)bitplane_num_pixels(&layer->input),
        .channels = layer->input.channels,
        .scale = layer->sections[SCALE].data,
        .offset = layer->sections[OFFSET].data,
    };
  }
  return (struct bitplane_ready){state, bitplane_plain_loops, 0};
}

static void run(const void* state, const struct bitplane_operands* operands) {
  const struct state* s = state;
  float* y = operands->output;
  for (size_t pixel = 0; pixel < s->num_pixels; pixel++) {
    for (size_t c = 0; c < s->channels; c++) {
      const size_t at = pixel * s->channels + c;
      float value = s->from_int32 ? (float)((const int32_t*)operands->input)[at] : ((const float*)operands->input)[at];
      if (s->scale != NULL) value = s->scale[c] * value;
      if (s->offset != NULL) value = value + s->offset[c];
      y[at] = value;
    }
  }
}

const struct bitplane_op bitplane_affine = {
    .kind = 5,
    .name = "affine",
    .input_elements = 1u << BITPLANE_INT32 | 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .num_sections = NUM_SECTIONS,
    .check = check,
    .prepare = prepare,
    .run = run,
};

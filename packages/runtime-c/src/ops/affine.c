// Scale and offset of each channel: y = scale * x + offset, one rounding for the product and one for the sum.
// An int32 input is converted first, exactly below 2^24 in size.
#include "float32.h"
#include "op.h"
#include "shapes.h"

enum { SCALE = 0, OFFSET = 1, NUM_SECTIONS };

struct state {
  bool from_int32;
  size_t channels;
  const float* scale;   // [channels]
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

// The section's floats or, where it is absent, the number that changes nothing: 1 as a factor, -0 as a summand (+0
// would make +0 of -0).
static const float* floats_or(const struct bitplane_setup* setup, int part, float neutral) {
  const struct bitplane_section* section = &setup->layer->sections[part];
  if (section->type != BITPLANE_SECTION_ABSENT) return section->data;
  float* floats = bitplane_arena_take(setup->arena, setup->layer->input.channels, sizeof *floats);
  for (size_t c = 0; floats != NULL && c < setup->layer->input.channels; c++) floats[c] = neutral;
  return floats;
}

static struct bitplane_ready prepare(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  const struct state values = {
      .from_int32 = layer->input.element == BITPLANE_INT32,
      .channels = layer->input.channels,
      .scale = floats_or(setup, SCALE, 1.0f),
      .offset = floats_or(setup, OFFSET, -0.0f),
  };
  if (state != NULL) *state = values;
  return (struct bitplane_ready){state, bitplane_plain_loops, 0};
}

static void from_int32(const struct state* s, const int32_t* restrict acc, float* restrict y) {
  const float* restrict scale = s->scale, * restrict offset = s->offset;
  for (size_t c = 0; c < s->channels; c++) y[c] = scale[c] * (float)acc[c] + offset[c];
}

static void from_float32(const struct state* s, const float* restrict x, float* restrict y) {
  const float* restrict scale = s->scale, * restrict offset = s->offset;
  for (size_t c = 0; c < s->channels; c++) y[c] = scale[c] * x[c] + offset[c];
}

static void run_pixels(const void* state, const struct bitplane_pixels* pixels) {
  const struct state* s = state;
  float* y = pixels->output;
  for (size_t m = 0; m < pixels->num; m++, y += s->channels) {
    if (s->from_int32) {
      from_int32(s, (const int32_t*)pixels->inputs[0] + m * pixels->acc_step, y);
    } else {
      from_float32(s, (const float*)pixels->inputs[0] + m * s->channels, y);
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
    .run_pixels = run_pixels,
};

// Floats as bytes: q = x / scale, rounded to the nearest integer, of two the even one, plus the zero point, within
// 0 ... 255.
#include "../tensor.h"
#include "float32.h"
#include "op.h"

enum { QUANTIZE_SCALE = 0, QUANTIZE_ZERO_POINTS = 1, NUM_QUANTIZE_SECTIONS };

struct quantize_state {
  size_t channels;
  const float* scale;
  const uint8_t* zero_points;
};

BITPLANE_ONCE static enum bitplane_status check_quantize(const struct bitplane_layer* layer) {
  enum bitplane_status status = BITPLANE_OK;
  const uint32_t channels = layer->input.channels;
  if (!bitplane_same_shape(&layer->input, &layer->output)) return BITPLANE_BAD_LAYER;
  if (!bitplane_holds_floats(&layer->sections[QUANTIZE_SCALE], channels, &status)) return status;
  const float* scale = layer->sections[QUANTIZE_SCALE].data;
  for (uint32_t c = 0; c < channels; c++) {
    if (!(scale[c] > 0)) return BITPLANE_BAD_VALUE;
  }
  const struct bitplane_section* zero_points = &layer->sections[QUANTIZE_ZERO_POINTS];
  return bitplane_section_holds(zero_points, BITPLANE_SECTION_UINT8, channels) ? BITPLANE_OK : BITPLANE_BAD_LAYER;
}

BITPLANE_ONCE static struct bitplane_ready prepare_quantize(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  const struct quantize_state values = {layer->input.channels, layer->sections[QUANTIZE_SCALE].data,
                                        layer->sections[QUANTIZE_ZERO_POINTS].data};
  struct quantize_state* state = bitplane_arena_take(setup->arena, 1, sizeof values);
  if (state != NULL) *state = values;
  return (struct bitplane_ready){.state = state, .kernel = bitplane_plain_loops};
}

// 1.5 * 2^23: floats of this size are whole, so that the addition rounds, half to even.
#define WHOLE_NUMBERS 12582912.0f

static void quantize_row(const struct quantize_state* s, const float* restrict x, uint8_t* restrict y) {
  for (size_t c = 0; c < s->channels; c++) {
    const float zero_point = s->zero_points[c];
    float q = x[c] / s->scale[c];
    // No number beyond gives another byte; infinities end here too, and what is no number becomes the lowest byte.
    q = q > -256.0f ? q : -256.0f;
    q = q < 256.0f ? q : 256.0f;
    q = (q + WHOLE_NUMBERS) - WHOLE_NUMBERS + zero_point;
    q = q > 0.0f ? q : 0.0f;
    y[c] = (uint8_t)(int32_t)(q < 255.0f ? q : 255.0f);
  }
}

static void run_quantize(const void* state, const struct bitplane_pixels* pixels) {
  const struct quantize_state* s = state;
  for (size_t m = 0; m < pixels->num; m++) {
    quantize_row(s, (const float*)pixels->inputs[0] + m * s->channels, (uint8_t*)pixels->output + m * s->channels);
  }
}

const struct bitplane_op bitplane_quantize = {
    .kind = BITPLANE_KIND_QUANTIZE,
    .name = "quantize",
    .role = BITPLANE_ROLE_LINK,
    .fuses = BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_UINT8,
    .num_sections = NUM_QUANTIZE_SECTIONS,
    .check = check_quantize,
    .prepare = prepare_quantize,
    .run_pixels = run_quantize,
};

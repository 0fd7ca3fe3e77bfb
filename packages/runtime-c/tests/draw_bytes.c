// Draws layers between bytes and floats, convolutions of floats, and what came with them.
#include <stdlib.h>

#include "draft.h"

static void append_byte_table(struct draft* draft) {
  const struct activation* x = top(draft);
  const uint32_t per_channel = (uint32_t)next_int(&draft->random, 0, 1);
  const size_t num = per_channel ? 256 * (size_t)x->channels : 256;
  struct built_layer layer = {.kind = BYTE_TABLE, .attributes = {per_channel}};
  const int makes_bytes = next_int(&draft->random, 0, 2) == 0;
  struct activation y =
      make_activation(makes_bytes ? BITPLANE_UINT8 : BITPLANE_FLOAT32, x->height, x->width, x->channels);
  uint8_t* bytes = malloc(num);
  float* floats = malloc(num * sizeof *floats);
  if (makes_bytes) {
    for (size_t k = 0; k < num; k++) bytes[k] = (uint8_t)next_int(&draft->random, 0, 255);
    layer.sections[0] = add_section(&draft->builder, BITPLANE_SECTION_UINT8, bytes, num);
  } else {
    layer.sections[0] = add_floats(draft, num, floats);
  }
  for (size_t k = 0; k < num_values(x); k++) {
    const size_t at = (per_channel ? 256 * (k % x->channels) : 0) + (size_t)x->values[k];
    y.values[k] = makes_bytes ? bytes[at] : (double)floats[at];
  }
  append(draft, layer, y);
  free(floats);
  free(bytes);
}

static void append_float_conv2d(struct draft* draft) {
  const struct activation* x = top(draft);
  const uint32_t groups = draw_groups(draft, x->channels);
  const uint32_t group_filters = PICK(&draft->random, 1, 2, 7, 16, 33);
  struct convolution c = {.geometry = draw_geometry(draft, 3), .groups = groups};
  if (next_int(&draft->random, 0, 3) == 0) c.geometry = (struct geometry){{1, 1}, {1, 1}, {1, 1}, {0}};
  // Half of the depthwise ones have one filter a channel.
  const int is_small = groups * group_filters > MAX_CHANNELS || (groups > 3 && next_int(&draft->random, 0, 1));
  c.filters = groups * (is_small ? 1 : group_filters);
  const size_t num = (size_t)c.filters * c.geometry.size[0] * c.geometry.size[1] * (x->channels / groups);
  float *floats = malloc(num * sizeof *floats), *bias = malloc(c.filters * sizeof *bias);
  double* weights = malloc(num * sizeof *weights);
  struct built_layer layer = {.kind = FLOAT_CONV2D, .attributes = {[10] = groups}};
  put_geometry(&c.geometry, layer.attributes);
  layer.sections[0] = add_floats(draft, num, floats);
  const int has_bias = next_int(&draft->random, 0, 1);
  if (has_bias) layer.sections[1] = add_floats(draft, c.filters, bias);
  for (size_t k = 0; k < num; k++) weights[k] = (double)floats[k];
  c.weights = weights;
  append(draft, layer, convolve_floats(x, &c, has_bias ? bias : NULL));
  free(weights);
  free(bias);
  free(floats);
}

static void append_clip(struct draft* draft) {
  const struct activation* x = top(draft);
  float bounds[2] = {(float)next_int(&draft->random, -300, 0) / 7.0f, (float)next_int(&draft->random, 0, 300) / 7.0f};
  struct built_layer layer = {.kind = CLIP};
  layer.sections[0] = add_section(&draft->builder, BITPLANE_SECTION_FLOAT32, bounds, sizeof bounds);
  struct activation y = make_activation(BITPLANE_FLOAT32, x->height, x->width, x->channels);
  for (size_t k = 0; k < num_values(x); k++) {
    const double value = x->values[k], low = (double)bounds[0], high = (double)bounds[1];
    y.values[k] = value < low ? low : value > high ? high : value;
  }
  append(draft, layer, y);
}

// The nearest whole number, the even one of two.
static double round_half_even(double q) {
  const double below = (double)(int64_t)q - (q < (double)(int64_t)q);
  const double rest = q - below;
  if (rest == 0.5) return (int64_t)below % 2 == 0 ? below : below + 1;
  return rest < 0.5 ? below : below + 1;
}

static void append_quantize(struct draft* draft) {
  const struct activation* x = top(draft);
  float* scale = malloc(x->channels * sizeof *scale);
  uint8_t* zero_points = malloc(x->channels);
  for (uint32_t c = 0; c < x->channels; c++) {
    scale[c] = (float)PICK(&draft->random, 1, 2, 4, 7, 1000) / 4.0f;  // ties
    zero_points[c] = (uint8_t)next_int(&draft->random, 0, 255);
  }
  struct built_layer layer = {.kind = QUANTIZE};
  layer.sections[0] = add_section(&draft->builder, BITPLANE_SECTION_FLOAT32, scale, x->channels * sizeof *scale);
  layer.sections[1] = add_section(&draft->builder, BITPLANE_SECTION_UINT8, zero_points, x->channels);
  struct activation y = make_activation(BITPLANE_UINT8, x->height, x->width, x->channels);
  for (size_t k = 0; k < num_values(x); k++) {
    volatile float quotient = (float)x->values[k] / scale[k % x->channels];
    if (quotient > 1e6f) quotient = 1e6f;
    if (quotient < -1e6f) quotient = -1e6f;
    const double byte = round_half_even((double)quotient) + zero_points[k % x->channels];
    y.values[k] = byte < 0 ? 0 : byte > 255 ? 255 : byte;
  }
  append(draft, layer, y);
  free(zero_points);
  free(scale);
}

static void append_upsample(struct draft* draft) {
  const struct activation* x = top(draft);
  const uint32_t rows = x->height > 12 ? 1 : PICK(&draft->random, 1, 2, 3);
  const uint32_t columns = x->width > 12 ? 1 : PICK(&draft->random, 1, 2, 3);
  struct built_layer layer = {.kind = UPSAMPLE, .attributes = {rows, columns}};
  struct activation y = make_activation(x->element, rows * x->height, columns * x->width, x->channels);
  for (size_t k = 0; k < num_values(&y); k++) {
    const size_t pixel = k / y.channels;
    const size_t row = pixel / y.width / rows, column = pixel % y.width / columns;
    y.values[k] = x->values[(row * x->width + column) * x->channels + k % y.channels];
  }
  append(draft, layer, y);
}

const struct draw byte_draws[] = {
    {append_byte_table, 1u << BITPLANE_UINT8, 1},
    {append_quantize, 1u << BITPLANE_FLOAT32, 1},
    {append_clip, 1u << BITPLANE_FLOAT32, 1},
    {append_float_conv2d, 1u << BITPLANE_FLOAT32, 2},
    {append_upsample, 1u << BITPLANE_BITS | 1u << BITPLANE_FLOAT32, 1},
    {0},
};

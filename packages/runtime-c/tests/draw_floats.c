// Draws layers that work on each number by itself. Products and sums are volatile floats: one rounding each, whatever
// the compiler would like.
#include <stdlib.h>
#include <string.h>

#include "draft.h"

void append_affine(struct draft* draft) {
  const struct activation* x = top(draft);
  const int parts = next_int(&draft->random, 0, 3);
  float *scale = malloc(x->channels * sizeof *scale), *offset = malloc(x->channels * sizeof *offset);
  struct built_layer layer = {.kind = AFFINE};
  if (parts & 1) layer.sections[0] = add_floats(draft, x->channels, scale);
  if (parts & 2) layer.sections[1] = add_floats(draft, x->channels, offset);
  struct activation y = make_activation(BITPLANE_FLOAT32, x->height, x->width, x->channels);
  for (size_t k = 0; k < num_values(x); k++) {
    volatile float value = (float)x->values[k];
    if (parts & 1) value = scale[k % x->channels] * value;
    if (parts & 2) value = value + offset[k % x->channels];
    y.values[k] = (double)value;
  }
  append(draft, layer, y);
  free(offset);
  free(scale);
}

static void append_prelu(struct draft* draft) {
  const struct activation* x = top(draft);
  const uint32_t per_element = (uint32_t)next_int(&draft->random, 0, 1);
  const size_t num = per_element ? num_values(x) : x->channels;
  float* slopes = malloc(num * sizeof *slopes);
  struct built_layer layer = {.kind = PRELU, .attributes = {per_element}};
  layer.sections[0] = add_floats(draft, num, slopes);
  struct activation y = make_activation(BITPLANE_FLOAT32, x->height, x->width, x->channels);
  for (size_t k = 0; k < num_values(x); k++) {
    volatile float value = (float)x->values[k];
    if (value < 0) value = slopes[k % num] * value;
    y.values[k] = (double)value;
  }
  append(draft, layer, y);
  free(slopes);
}

static void append_relu(struct draft* draft) {
  const struct activation* x = top(draft);
  struct activation y = make_activation(BITPLANE_FLOAT32, x->height, x->width, x->channels);
  for (size_t k = 0; k < num_values(x); k++) y.values[k] = x->values[k] > 0 ? x->values[k] : 0;
  append(draft, (struct built_layer){.kind = RELU}, y);
}

static void append_plane_sum(struct draft* draft) {
  const struct activation* x = top(draft);
  uint32_t planes;
  do {
    planes = (uint32_t)next_int(&draft->random, 1, 16);
  } while (x->channels % planes != 0);
  const uint32_t filters = x->channels / planes;
  float* scales = malloc(x->channels * sizeof *scales);
  struct built_layer layer = {.kind = PLANE_SUM, .attributes = {planes}};
  layer.sections[0] = add_floats(draft, x->channels, scales);
  struct activation y = make_activation(BITPLANE_FLOAT32, x->height, x->width, filters);
  for (size_t k = 0; k < num_values(&y); k++) {
    const double* acc = x->values + k / filters * x->channels + k % filters;
    volatile float value = scales[k % filters] * (float)acc[0];
    for (uint32_t p = 1; p < planes; p++) {
      const volatile float product = scales[p * filters + k % filters] * (float)acc[p * filters];
      value = value + product;
    }
    y.values[k] = (double)value;
  }
  append(draft, layer, y);
  free(scales);
}

static void append_sign(struct draft* draft) {
  const struct activation* x = top(draft);
  struct activation y = make_activation(BITPLANE_BITS, x->height, x->width, x->channels);
  for (size_t k = 0; k < num_values(x); k++) y.values[k] = x->values[k] < 0;
  append(draft, (struct built_layer){.kind = SIGN}, y);
}

static void append_residual_sign(struct draft* draft) {
  const struct activation* x = top(draft);
  const uint32_t planes = (uint32_t)next_int(&draft->random, 1, x->channels > MAX_CHANNELS / 4 ? 1 : 4);
  float scales[4];
  for (uint32_t p = 0; p < planes; p++) scales[p] = (float)next_int(&draft->random, 1, 100000) / 777.0f;
  struct built_layer layer = {.kind = RESIDUAL_SIGN, .attributes = {planes}};
  layer.sections[0] = add_section(&draft->builder, BITPLANE_SECTION_FLOAT32, scales, planes * sizeof *scales);
  struct activation y = make_activation(BITPLANE_BITS, x->height, x->width, planes * x->channels);
  for (size_t k = 0; k < num_values(x); k++) {
    volatile float rest = (float)x->values[k];
    for (uint32_t p = 0; p < planes; p++) {
      const int is_negative = rest < 0;
      y.values[k / x->channels * y.channels + p * x->channels + k % x->channels] = is_negative;
      rest = is_negative ? rest + scales[p] : rest - scales[p];
    }
  }
  append(draft, layer, y);
}

void append_int8_dense(struct draft* draft) {
  const struct activation* x = top(draft);
  const uint32_t outputs = PICK(&draft->random, 1, 10, 16, 35);
  const size_t length = num_values(x);
  int8_t* weights = calloc(outputs, length);
  float scale[35], offset[35];
  const int has_offset = next_int(&draft->random, 0, 1);
  for (size_t k = 0; k < outputs * length; k++) weights[k] = (int8_t)next_int(&draft->random, -127, 127);
  struct built_layer layer = {.kind = INT8_DENSE};
  layer.sections[0] = add_section(&draft->builder, BITPLANE_SECTION_INT8, weights, outputs * length);
  layer.sections[1] = add_floats(draft, outputs, scale);
  if (has_offset) layer.sections[2] = add_floats(draft, outputs, offset);
  struct activation y = make_activation(BITPLANE_FLOAT32, 1, 1, outputs);
  for (uint32_t o = 0; o < outputs; o++) {
    volatile float sum = 0;
    for (size_t k = 0; k < length; k++) {
      const volatile float product = (float)weights[o * length + k] * (float)x->values[k];
      sum = sum + product;
    }
    sum = scale[o] * sum;
    if (has_offset) sum = sum + offset[o];
    y.values[o] = (double)sum;
  }
  append(draft, layer, y);
  free(weights);
}

const struct draw float_draws[] = {
    {append_affine, 1u << BITPLANE_INT32, 2},          {append_affine, 1u << BITPLANE_FLOAT32, 1},
    {append_plane_sum, 1u << BITPLANE_INT32, 1},       {append_prelu, 1u << BITPLANE_FLOAT32, 1},
    {append_relu, 1u << BITPLANE_FLOAT32, 1},          {append_sign, 1u << BITPLANE_FLOAT32, 2},
    {append_residual_sign, 1u << BITPLANE_FLOAT32, 1}, {0},
};

// Draws layers one after the other, writes them with the builder and runs the oracle beside it.
#include "random_network.h"

#include <stdlib.h>
#include <string.h>

// Groups multiply: without a bound a few blocks have more channels than a test has seconds.
enum { MOST_FILTERS = 300 };

struct draft {
  struct random random;
  struct builder builder;
  struct random_network network;
  uint32_t top;  // the tensor that the next layer reads
};

static const struct activation* top(const struct draft* draft) { return &draft->network.outputs[draft->top]; }

static void append(struct draft* draft, struct built_layer layer, struct activation output) {
  layer.input = draft->top;
  layer.element = output.element;
  layer.height = output.height;
  layer.width = output.width;
  layer.channels = output.channels;
  draft->top = add_layer(&draft->builder, &layer);
  draft->network.outputs[draft->top] = output;
}

static struct geometry draw_geometry(struct draft* draft, uint32_t most_pad) {
  struct random* random = &draft->random;
  struct geometry g;
  do {
    for (int axis = 0; axis < 2; axis++) {
      g.size[axis] = PICK(random, 1, 1, 2, 3, 3, 3, 4, 5);
      g.stride[axis] = PICK(random, 1, 1, 1, 2, 3);
      g.dilation[axis] = PICK(random, 1, 1, 1, 2, 3);
    }
    for (int side = 0; side < 4; side++) g.pads[side] = (uint32_t)next_int(random, 0, (int32_t)most_pad);
  } while (output_extent(&g, 0, top(draft)->height) == 0 || output_extent(&g, 1, top(draft)->width) == 0);
  return g;
}

static void put_geometry(const struct geometry* g, uint32_t attributes[16]) {
  memcpy(attributes, g->size, sizeof g->size);
  memcpy(attributes + 2, g->stride, sizeof g->stride);
  memcpy(attributes + 4, g->dilation, sizeof g->dilation);
  memcpy(attributes + 6, g->pads, sizeof g->pads);
}

// Packs stored signs, [rows, columns], as a section.
static uint32_t add_signs(struct draft* draft, const uint8_t* signs, size_t rows, size_t columns) {
  const size_t num_words = (columns + 63) / 64;
  uint64_t* packed = calloc(rows * num_words, sizeof *packed);
  for (size_t k = 0; k < rows * columns; k++) {
    packed[k / columns * num_words + k % columns / 64] |= (uint64_t)signs[k] << (k % columns % 64);
  }
  const uint32_t section =
      add_section(&draft->builder, BITPLANE_SECTION_BITS, packed, rows * num_words * sizeof *packed);
  free(packed);
  return section;
}

static uint8_t* draw_signs(struct draft* draft, size_t num) {
  uint8_t* signs = malloc(num);
  for (size_t k = 0; k < num; k++) signs[k] = (uint8_t)next_int(&draft->random, 0, 1);
  return signs;
}

static uint32_t draw_groups(struct draft* draft, uint32_t channels) {
  const uint32_t groups = PICK(&draft->random, 1, 1, 1, 2, 3, channels);
  return channels % groups == 0 ? groups : 1;
}

static void append_int8_conv2d(struct draft* draft) {
  const struct activation* image = top(draft);
  const uint32_t groups = draw_groups(draft, image->channels);
  struct convolution c = {.geometry = draw_geometry(draft, 3), .groups = groups};
  c.filters = groups * PICK(&draft->random, 1, 3, 16, 33, 64);
  const size_t length = (size_t)c.geometry.size[0] * c.geometry.size[1] * image->channels / groups;
  int8_t* bytes = malloc(c.filters * length);
  double* weights = malloc(c.filters * length * sizeof *weights);
  uint8_t zero_points[8];
  for (size_t k = 0; k < c.filters * length; k++) weights[k] = bytes[k] = (int8_t)next_int(&draft->random, -127, 127);
  for (uint32_t k = 0; k < image->channels; k++) zero_points[k] = (uint8_t)PICK(&draft->random, 0, 0, 128, 255);

  struct activation centred = make_activation(BITPLANE_UINT8, image->height, image->width, image->channels);
  for (size_t k = 0; k < num_values(image); k++)
    centred.values[k] = image->values[k] - zero_points[k % image->channels];
  c.weights = weights;
  struct built_layer layer = {.kind = INT8_CONV2D, .attributes = {[10] = groups}};
  put_geometry(&c.geometry, layer.attributes);
  layer.sections[0] = add_section(&draft->builder, BITPLANE_SECTION_INT8, bytes, c.filters * length);
  layer.sections[1] = add_section(&draft->builder, BITPLANE_SECTION_UINT8, zero_points, image->channels);
  append(draft, layer, convolve(&centred, &c));
  free(centred.values);
  free(weights);
  free(bytes);
}

static void append_binary_conv2d(struct draft* draft, uint32_t group_filters) {
  const struct activation* x = top(draft);
  const uint32_t groups = draw_groups(draft, x->channels);
  if (groups * group_filters > MOST_FILTERS) group_filters = 1;
  struct convolution c = {.geometry = draw_geometry(draft, 3), .groups = groups, .filters = groups * group_filters};
  const size_t num_taps = (size_t)c.geometry.size[0] * c.geometry.size[1], channels = x->channels / groups;
  const size_t num_weights = c.filters * num_taps * channels;
  const uint32_t pad_value = PICK(&draft->random, 0, 0, 1, UINT32_MAX);
  const int has_mask = next_int(&draft->random, 0, 3) == 0;
  uint8_t *signs = draw_signs(draft, num_weights), *mask = draw_signs(draft, num_weights);
  double* weights = malloc(num_weights * sizeof *weights);
  for (size_t k = 0; k < num_weights; k++) {
    if (has_mask) signs[k] &= mask[k];
    weights[k] = has_mask && !mask[k] ? 0 : 1 - 2 * signs[k];
  }
  struct activation values = make_activation(BITPLANE_BITS, x->height, x->width, x->channels);
  for (size_t k = 0; k < num_values(x); k++) values.values[k] = 1 - 2 * x->values[k];

  c.weights = weights;
  c.padding = (int32_t)pad_value;
  struct built_layer layer = {.kind = BINARY_CONV2D, .attributes = {[10] = groups, [11] = pad_value}};
  put_geometry(&c.geometry, layer.attributes);
  layer.sections[0] = add_signs(draft, signs, c.filters * num_taps, channels);
  if (has_mask) layer.sections[1] = add_signs(draft, mask, c.filters * num_taps, channels);
  append(draft, layer, convolve(&values, &c));
  free(values.values);
  free(weights);
  free(mask);
  free(signs);
}

// A bound near the sums, so that both signs occur.
static int32_t draw_bound(struct draft* draft, const struct activation* acc) {
  const size_t index = (size_t)next_int(&draft->random, 0, (int32_t)num_values(acc) - 1);
  return (int32_t)acc->values[index] + next_int(&draft->random, -1, 1);
}

static uint32_t add_bounds(struct draft* draft, const int32_t* bounds, size_t num, int is_wide) {
  if (is_wide) return add_section(&draft->builder, BITPLANE_SECTION_INT32, bounds, num * sizeof *bounds);
  int16_t* narrow = malloc(num * sizeof *narrow);
  for (size_t k = 0; k < num; k++) narrow[k] = (int16_t)bounds[k];
  const uint32_t section = add_section(&draft->builder, BITPLANE_SECTION_INT16, narrow, num * sizeof *narrow);
  free(narrow);
  return section;
}

static void append_threshold(struct draft* draft) {
  const struct activation* acc = top(draft);
  const uint32_t per_element = (uint32_t)next_int(&draft->random, 0, 1);
  const int has_upper = next_int(&draft->random, 0, 1);
  const size_t num = per_element ? num_values(acc) : acc->channels;
  int32_t *lower = malloc(num * sizeof *lower), *upper = malloc(num * sizeof *upper);
  uint8_t* flip = draw_signs(draft, num);
  int is_wide = next_int(&draft->random, 0, 3) == 0;
  for (size_t k = 0; k < num; k++) {
    lower[k] = draw_bound(draft, acc);
    upper[k] = draw_bound(draft, acc);
    is_wide |= abs(lower[k]) > INT16_MAX || abs(upper[k]) > INT16_MAX;
  }
  struct activation bits = make_activation(BITPLANE_BITS, acc->height, acc->width, acc->channels);
  for (size_t k = 0; k < num_values(acc); k++) {
    const int is_inside = acc->values[k] >= lower[k % num] && (!has_upper || acc->values[k] <= upper[k % num]);
    bits.values[k] = is_inside != flip[k % num] ? 0 : 1;
  }
  struct built_layer layer = {.kind = THRESHOLD, .attributes = {per_element}};
  layer.sections[0] = add_bounds(draft, lower, num, is_wide);
  layer.sections[1] = has_upper ? add_bounds(draft, upper, num, is_wide) : 0;
  layer.sections[2] = add_signs(draft, flip, num / acc->channels, acc->channels);
  append(draft, layer, bits);
  free(flip);
  free(upper);
  free(lower);
}

// Pads smaller than the first tap's reach: no window may lie in the padding alone.
static void append_bit_max_pool(struct draft* draft) {
  const struct activation* x = top(draft);
  struct geometry g = draw_geometry(draft, 0);
  if (g.dilation[0] == 1 && g.size[0] > 1) g.pads[0] = 1;
  if (g.dilation[1] == 1 && g.size[1] > 1) g.pads[3] = g.stride[1] == 1 ? 1 : 0;
  uint8_t* minimum = draw_signs(draft, x->channels);
  struct built_layer layer = {.kind = BIT_MAX_POOL};
  put_geometry(&g, layer.attributes);
  layer.sections[0] = add_signs(draft, minimum, 1, x->channels);
  append(draft, layer, max_pool_signs(x, &g, minimum));
  free(minimum);
}

static float draw_float(struct draft* draft) { return (float)next_int(&draft->random, -1000, 1000) / 257.0f; }

static uint32_t add_floats(struct draft* draft, size_t num, float* floats) {
  for (size_t k = 0; k < num; k++) floats[k] = draw_float(draft);
  return add_section(&draft->builder, BITPLANE_SECTION_FLOAT32, floats, num * sizeof *floats);
}

// Products and sums in volatile floats: one rounding each, whatever the compiler would like.
static void append_affine(struct draft* draft) {
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

static void append_average_pool(struct draft* draft) {
  const struct activation* x = top(draft);
  struct activation y = make_activation(BITPLANE_FLOAT32, 1, 1, x->channels);
  for (uint32_t c = 0; c < x->channels; c++) {
    volatile float sum = 0;
    double exact = 0;
    for (size_t k = c; k < num_values(x); k += x->channels) {
      exact += x->values[k];
      sum = sum + (float)x->values[k];
    }
    if (x->element == BITPLANE_INT32) sum = (float)exact;
    sum = sum / (float)(x->height * x->width);
    y.values[c] = (double)sum;
  }
  append(draft, (struct built_layer){.kind = AVERAGE_POOL}, y);
}

// A threshold beside another layer that reads the same sums.
static void append_shared_threshold(struct draft* draft) {
  const uint32_t sums = draft->top;
  if (next_int(&draft->random, 0, 3) == 0) {
    append_affine(draft);
    draft->top = sums;
  }
  append_threshold(draft);
}

static void append_tail(struct draft* draft) {
  append_binary_conv2d(draft, PICK(&draft->random, 1, 10));
  const int length = next_int(&draft->random, 0, 3);
  if (length > 0) append_affine(draft);
  if (length > 1) append_prelu(draft);
  if (length > 2) append_relu(draft);
  append_average_pool(draft);
  append_affine(draft);
}

struct random_network make_random_network(uint64_t seed) {
  struct draft draft = {.random = seeded(seed)};
  struct random* random = &draft.random;
  const uint32_t height = (uint32_t)next_int(random, 1, 12), width = (uint32_t)next_int(random, 1, 12);
  const uint32_t channels = PICK(random, 1, 2, 3, 5, 6);
  draft.builder = begin_model(height, width, channels);
  struct activation image = make_activation(BITPLANE_UINT8, height, width, channels);
  draft.network.image = malloc(num_values(&image));
  for (size_t k = 0; k < num_values(&image); k++) {
    image.values[k] = draft.network.image[k] =
        (uint8_t)(seed % 2 ? next_int(random, 0, 255) : 255 * next_int(random, 0, 1));
  }
  draft.network.outputs[0] = image;

  append_int8_conv2d(&draft);
  append_shared_threshold(&draft);
  const int num_blocks = next_int(random, 0, 3);
  for (int block = 0; block < num_blocks; block++) {
    if (next_int(random, 0, 2) == 0) append_bit_max_pool(&draft);
    append_binary_conv2d(&draft, PICK(random, 1, 7, 8, 31, 64, 65));
    append_shared_threshold(&draft);
  }
  append_tail(&draft);
  draft.network.num_layers = draft.builder.num_layers;
  draft.network.file = finish_model(&draft.builder);
  return draft.network;
}

void free_random_network(struct random_network* network) {
  for (uint32_t k = 0; k <= network->num_layers; k++) free(network->outputs[k].values);
  free(network->file.bytes);
  free(network->image);
}

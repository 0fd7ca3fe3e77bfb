// Draws convolutions and what follows them in integers.
#include <stdlib.h>
#include <string.h>

#include "draft.h"

uint32_t draw_groups(struct draft* draft, uint32_t channels) {
  const uint32_t groups = PICK(&draft->random, 1, 1, 1, 2, 3, channels);
  return channels % groups == 0 ? groups : 1;
}

void append_int8_conv2d(struct draft* draft) {
  const struct activation* image = top(draft);
  const uint32_t groups = draw_groups(draft, image->channels);
  struct convolution c = {.geometry = draw_geometry(draft, 3), .groups = groups};
  const uint32_t group_filters = PICK(&draft->random, 1, 3, 16, 33, 64);
  c.filters = groups * (groups * group_filters > MAX_CHANNELS ? 1 : group_filters);
  const size_t length = (size_t)c.geometry.size[0] * c.geometry.size[1] * image->channels / groups;
  int8_t* bytes = malloc(c.filters * length);
  double* weights = malloc(c.filters * length * sizeof *weights);
  uint8_t* zero_points = malloc(image->channels);
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
  free(zero_points);
  free(weights);
  free(bytes);
}

void append_binary_conv2d(struct draft* draft, uint32_t group_filters) {
  const struct activation* x = top(draft);
  const uint32_t groups = draw_groups(draft, x->channels);
  if (groups * group_filters > MAX_CHANNELS) group_filters = 1;
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
  if (next_int(&draft->random, 0, 7) == 0) {  // one that no sum reaches
    lower[num - 1] = next_int(&draft->random, 0, 1) ? INT32_MAX : -INT32_MAX;
    is_wide = 1;
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

static void append_multi_threshold(struct draft* draft) {
  const struct activation* acc = top(draft);
  const uint32_t per_element = (uint32_t)next_int(&draft->random, 0, 1);
  const uint32_t planes = (uint32_t)next_int(&draft->random, 1, acc->channels > MAX_CHANNELS / 4 ? 1 : 4);
  const uint32_t intervals = PICK(&draft->random, 1, 2, 3, 16);
  const size_t num_places = per_element ? num_values(acc) : acc->channels;
  const size_t num = planes * intervals * num_places;
  int32_t *lower = malloc(num * sizeof *lower), *upper = malloc(num * sizeof *upper);
  int is_wide = next_int(&draft->random, 0, 3) == 0;
  for (size_t k = 0; k < num; k++) {
    lower[k] = draw_bound(draft, acc);
    upper[k] = draw_bound(draft, acc);
    is_wide |= abs(lower[k]) > INT16_MAX || abs(upper[k]) > INT16_MAX;
  }
  struct activation bits = make_activation(BITPLANE_BITS, acc->height, acc->width, planes * acc->channels);
  for (size_t k = 0; k < num_values(acc); k++) {
    for (uint32_t p = 0; p < planes; p++) {
      double* sign = &bits.values[k / acc->channels * bits.channels + p * acc->channels + k % acc->channels];
      *sign = 1;
      for (uint32_t t = 0; t < intervals; t++) {
        const size_t at = (p * intervals + t) * num_places + k % num_places;
        if (acc->values[k] >= lower[at] && acc->values[k] <= upper[at]) *sign = 0;
      }
    }
  }
  struct built_layer layer = {.kind = MULTI_THRESHOLD, .attributes = {per_element, planes, intervals}};
  layer.sections[0] = add_bounds(draft, lower, num, is_wide);
  layer.sections[1] = add_bounds(draft, upper, num, is_wide);
  append(draft, layer, bits);
  free(upper);
  free(lower);
}

static void append_any_binary_conv2d(struct draft* draft) {
  append_binary_conv2d(draft, PICK(&draft->random, 1, 7, 8, 31, 64, 65));
}

const struct draw convolution_draws[] = {
    {append_int8_conv2d, 1u << BITPLANE_UINT8, 2},
    {append_any_binary_conv2d, 1u << BITPLANE_BITS, 3},
    {append_threshold, 1u << BITPLANE_INT32, 2},
    {append_multi_threshold, 1u << BITPLANE_INT32, 1},
    {0},
};

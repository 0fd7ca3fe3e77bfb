// Seven loops and no cleverness.
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

struct activation make_activation(enum bitplane_element element, uint32_t height, uint32_t width, uint32_t channels) {
  struct activation activation = {element, height, width, channels, NULL};
  // One more, as there may be none.
  activation.values = calloc(num_values(&activation) + 1, sizeof(double));
  return activation;
}

size_t num_values(const struct activation* activation) {
  return (size_t)activation->height * activation->width * activation->channels;
}

static int holds_bits(const struct bitplane_tensor* tensor, const struct activation* expected) {
  const size_t num_words = ((size_t)expected->channels + 63) / 64;
  const uint64_t* rows = tensor->data;
  for (size_t pixel = 0; pixel < (size_t)expected->height * expected->width; pixel++) {
    for (size_t c = 0; c < num_words * 64; c++) {
      const int bit = (int)(rows[pixel * num_words + c / 64] >> (c % 64) & 1);
      if (bit != (c < expected->channels && expected->values[pixel * expected->channels + c] != 0)) return 0;
    }
  }
  return 1;
}

int holds(const struct bitplane_tensor* tensor, const struct activation* expected) {
  if (tensor->element != expected->element || tensor->height != expected->height || tensor->width != expected->width ||
      tensor->channels != expected->channels) {
    return 0;
  }
  if (tensor->element == BITPLANE_BITS) return holds_bits(tensor, expected);
  for (size_t k = 0; k < num_values(expected); k++) {
    const float value = (float)expected->values[k];
    if (tensor->element == BITPLANE_UINT8 && ((const uint8_t*)tensor->data)[k] != expected->values[k]) return 0;
    if (tensor->element == BITPLANE_INT32 && ((const int32_t*)tensor->data)[k] != expected->values[k]) return 0;
    if (tensor->element == BITPLANE_FLOAT32 && memcmp((const float*)tensor->data + k, &value, sizeof value) != 0)
      return 0;
  }
  return 1;
}

uint32_t output_extent(const struct geometry* g, int axis, uint32_t input_extent) {
  const uint32_t padded = input_extent + g->pads[axis] + g->pads[axis + 2];
  const uint32_t reach = (g->size[axis] - 1) * g->dilation[axis] + 1;
  return padded < reach ? 0 : (padded - reach) / g->stride[axis] + 1;
}

// The index of the pixel under tap (u, v) of the window at (i, j), or -1 outside the image.
static long pixel_under(const struct activation* x, const struct geometry* g, const uint32_t at[2],
                        const uint32_t tap[2]) {
  const long row = (long)(at[0] * g->stride[0] + tap[0] * g->dilation[0]) - (long)g->pads[0];
  const long column = (long)(at[1] * g->stride[1] + tap[1] * g->dilation[1]) - (long)g->pads[1];
  if (row < 0 || row >= (long)x->height || column < 0 || column >= (long)x->width) return -1;
  return row * (long)x->width + column;
}

static double sum_of_window(const struct activation* x, const struct convolution* c, const uint32_t at[2],
                            uint32_t filter) {
  const uint32_t channels = x->channels / c->groups;
  const uint32_t first_channel = filter / (c->filters / c->groups) * channels;
  const double* w = c->weights + (size_t)filter * c->geometry.size[0] * c->geometry.size[1] * channels;
  double sum = 0;
  for (uint32_t u = 0; u < c->geometry.size[0]; u++) {
    for (uint32_t v = 0; v < c->geometry.size[1]; v++) {
      const long pixel = pixel_under(x, &c->geometry, at, (const uint32_t[]){u, v});
      for (uint32_t i = 0; i < channels; i++, w++) {
        sum += *w * (pixel < 0 ? c->padding : x->values[(size_t)pixel * x->channels + first_channel + i]);
      }
    }
  }
  return sum;
}

struct activation convolve(const struct activation* x, const struct convolution* c) {
  struct activation y = make_activation(BITPLANE_INT32, output_extent(&c->geometry, 0, x->height),
                                        output_extent(&c->geometry, 1, x->width), c->filters);
  double* value = y.values;
  for (uint32_t i = 0; i < y.height; i++) {
    for (uint32_t j = 0; j < y.width; j++) {
      for (uint32_t filter = 0; filter < c->filters; filter++)
        *value++ = sum_of_window(x, c, (const uint32_t[]){i, j}, filter);
    }
  }
  return y;
}

static float float_sum_of_window(const struct activation* x, const struct convolution* c, const uint32_t at[2],
                                 uint32_t filter, float bias) {
  const uint32_t channels = x->channels / c->groups;
  const uint32_t first_channel = filter / (c->filters / c->groups) * channels;
  const double* w = c->weights + (size_t)filter * c->geometry.size[0] * c->geometry.size[1] * channels;
  volatile float sum = bias + 0.0f;
  for (uint32_t u = 0; u < c->geometry.size[0]; u++) {
    for (uint32_t v = 0; v < c->geometry.size[1]; v++) {
      const long pixel = pixel_under(x, &c->geometry, at, (const uint32_t[]){u, v});
      for (uint32_t i = 0; i < channels; i++, w++) {
        if (pixel < 0) continue;
        const volatile float product = (float)*w * (float)x->values[(size_t)pixel * x->channels + first_channel + i];
        sum = sum + product;
      }
    }
  }
  return sum;
}

struct activation convolve_floats(const struct activation* x, const struct convolution* c, const float* bias) {
  struct activation y = make_activation(BITPLANE_FLOAT32, output_extent(&c->geometry, 0, x->height),
                                        output_extent(&c->geometry, 1, x->width), c->filters);
  double* value = y.values;
  for (uint32_t i = 0; i < y.height; i++) {
    for (uint32_t j = 0; j < y.width; j++) {
      for (uint32_t filter = 0; filter < c->filters; filter++) {
        const float start = bias == NULL ? 0 : bias[filter];
        *value++ = (double)float_sum_of_window(x, c, (const uint32_t[]){i, j}, filter, start);
      }
    }
  }
  return y;
}

static double pool_window(const struct activation* x, const struct geometry* g, const uint32_t at[2], uint32_t channel,
                          int is_minimum) {
  int all = 1, any = 0;
  for (uint32_t u = 0; u < g->size[0]; u++) {
    for (uint32_t v = 0; v < g->size[1]; v++) {
      const long pixel = pixel_under(x, g, at, (const uint32_t[]){u, v});
      if (pixel < 0) continue;
      const int bit = x->values[(size_t)pixel * x->channels + channel] != 0;
      all &= bit;
      any |= bit;
    }
  }
  return is_minimum ? any : all;
}

struct activation max_pool_signs(const struct activation* x, const struct geometry* g, const uint8_t* minimum) {
  struct activation y =
      make_activation(BITPLANE_BITS, output_extent(g, 0, x->height), output_extent(g, 1, x->width), x->channels);
  double* value = y.values;
  for (uint32_t i = 0; i < y.height; i++) {
    for (uint32_t j = 0; j < y.width; j++) {
      for (uint32_t c = 0; c < y.channels; c++) *value++ = pool_window(x, g, (const uint32_t[]){i, j}, c, minimum[c]);
    }
  }
  return y;
}

// Visits the numbers under a window.
typedef double reduce_fn(const struct activation* x, const struct geometry* g, const uint32_t at[2], uint32_t channel);

static double greatest(const struct activation* x, const struct geometry* g, const uint32_t at[2], uint32_t channel) {
  int is_first = 1;
  double best = 0;
  for (uint32_t u = 0; u < g->size[0]; u++) {
    for (uint32_t v = 0; v < g->size[1]; v++) {
      const long pixel = pixel_under(x, g, at, (const uint32_t[]){u, v});
      if (pixel < 0) continue;
      const double value = x->values[(size_t)pixel * x->channels + channel];
      if (is_first || value > best) best = value;
      is_first = 0;
    }
  }
  return best;
}

static double mean(const struct activation* x, const struct geometry* g, const uint32_t at[2], uint32_t channel) {
  volatile float sum = 0;
  double exact = 0;
  int count = 0;
  for (uint32_t u = 0; u < g->size[0]; u++) {
    for (uint32_t v = 0; v < g->size[1]; v++) {
      const long pixel = pixel_under(x, g, at, (const uint32_t[]){u, v});
      if (pixel < 0) continue;
      const double value = x->values[(size_t)pixel * x->channels + channel];
      exact += value;
      sum = sum + (float)value;
      count++;
    }
  }
  if (x->element == BITPLANE_INT32) sum = (float)exact;
  sum = sum / (float)count;
  return (double)sum;
}

static struct activation reduce_windows(const struct activation* x, const struct geometry* g, reduce_fn* reduce) {
  struct activation y =
      make_activation(BITPLANE_FLOAT32, output_extent(g, 0, x->height), output_extent(g, 1, x->width), x->channels);
  double* value = y.values;
  for (uint32_t i = 0; i < y.height; i++) {
    for (uint32_t j = 0; j < y.width; j++) {
      for (uint32_t c = 0; c < y.channels; c++) *value++ = reduce(x, g, (const uint32_t[]){i, j}, c);
    }
  }
  return y;
}

struct activation max_pool_numbers(const struct activation* x, const struct geometry* g) {
  return reduce_windows(x, g, greatest);
}

struct activation average_pool(const struct activation* x, const struct geometry* g) {
  return reduce_windows(x, g, mean);
}

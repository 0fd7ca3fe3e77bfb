// XNNPACK's convolution of signed bytes. Its output is bytes: sums divided by 32, rounded half to even and clamped.
#include <math.h>
#include <xnnpack.h>

#include "allocate.h"
#include "cpu_mask.h"
#include "peer.h"
#include "peers/values.h"

static const float output_scale = 32;

struct state {
  const struct bench_layer* layer;
  xnn_operator_t convolution;
  int8_t *image, *output;
};

static void require(enum xnn_status status, const char* what) {
  if (status != xnn_status_success) fail(EXIT_FAILED, "XNNPACK: %s: status %d", what, (int)status);
}

static struct prepared prepare(const struct problem* problem) {
  const struct bench_layer* layer = problem->layer;
  const size_t num_pixels = num_pixels_of(layer), num_taps = num_taps_of(layer), channels = layer->channels;
  const uint32_t pad = layer->size / 2;
  struct state* s = allocate(1, sizeof *s);
  s->layer = layer;
  s->image = allocate(num_pixels * channels + XNN_EXTRA_BYTES, 1);
  s->output = allocate(num_pixels * layer->filters, 1);
  int8_t* weights = allocate(layer->filters * num_taps * channels, 1);
  for (size_t k = 0; k < num_pixels * channels; k++) {
    s->image[k] = (int8_t)value_at(problem->input, k / channels, channels, k % channels);
  }
  for (size_t k = 0; k < layer->filters * num_taps * channels; k++) {
    weights[k] = (int8_t)value_at(problem->weights, k / channels, channels, k % channels);
  }
  require(xnn_initialize(NULL), "start");
  require(xnn_create_convolution2d_nhwc_qs8(pad, pad, pad, pad, layer->size, layer->size, 1, 1, 1, 1, 1, channels,
                                            layer->filters, channels, layer->filters, 0, 1, 1, weights, NULL, 0,
                                            output_scale, INT8_MIN, INT8_MAX, 0, &s->convolution),
          "a convolution");
  require(xnn_setup_convolution2d_nhwc_qs8(s->convolution, 1, layer->height, layer->width, s->image, s->output, NULL),
          "its buffers");
  free(weights);
  return (struct prepared){s, NULL};
}

static void run(void* state) {
  const struct state* s = state;
  xnn_run_operator(s->convolution, NULL);
}

static bool is_right(const void* state, const struct problem* problem) {
  const struct state* s = state;
  for (size_t k = 0; k < num_pixels_of(s->layer) * s->layer->filters; k++) {
    const float rounded = nearbyintf((float)problem->sums[k] / output_scale);
    const float expected = rounded < INT8_MIN ? INT8_MIN : rounded > INT8_MAX ? INT8_MAX : rounded;
    if ((float)s->output[k] != expected) return false;
  }
  return true;
}

static void release(void* state) {
  struct state* s = state;
  xnn_delete_operator(s->convolution);
  free(s->image);
  free(s->output);
  free(s);
}

const struct peer peer = {"xnnpack-qs8", prepare, run, is_right, release};

// OpenBLAS: patches gathered as floats (im2col), then one sgemm. What CNTK's example was compared with. The names are
// those of the build on PyPI, scipy-openblas32.
#include <cblas.h>

#include "allocate.h"
#include "peer.h"
#include "peers/values.h"

struct state {
  const struct bench_layer* layer;
  float* image;    // [height, width, channels]
  float* weights;  // [filters, depth]
  float* patches;  // [pixels, depth]; the image itself for a window of one pixel
  float* sums;     // [pixels, filters]
  size_t depth;
};

static struct prepared prepare(const struct problem* problem) {
  const struct bench_layer* layer = problem->layer;
  const size_t num_pixels = num_pixels_of(layer), num_taps = num_taps_of(layer), channels = layer->channels;
  struct state* s = allocate(1, sizeof *s);
  s->layer = layer;
  s->depth = num_taps * channels;
  s->image = allocate(num_pixels * channels, sizeof *s->image);
  s->weights = allocate(layer->filters * s->depth, sizeof *s->weights);
  s->patches = layer->size == 1 ? s->image : allocate(num_pixels * s->depth, sizeof *s->patches);
  s->sums = allocate(num_pixels * layer->filters, sizeof *s->sums);
  for (size_t k = 0; k < num_pixels * channels; k++) {
    s->image[k] = (float)value_at(problem->input, k / channels, channels, k % channels);
  }
  for (size_t k = 0; k < layer->filters * s->depth; k++) {
    s->weights[k] = (float)value_at(problem->weights, k / channels, channels, k % channels);
  }
  scipy_openblas_set_num_threads(1);
  return (struct prepared){s, scipy_openblas_get_corename()};
}

static void gather(const struct state* s) {
  const struct bench_layer* layer = s->layer;
  const uint32_t pad = layer->size / 2;
  const size_t nbytes = layer->channels * sizeof(float);
  float* to = s->patches;
  for (uint32_t i = 0; i < layer->height; i++) {
    for (uint32_t j = 0; j < layer->width; j++) {
      for (uint32_t u = i; u < i + layer->size; u++) {
        for (uint32_t v = j; v < j + layer->size; v++, to += layer->channels) {
          const bool is_inside = u >= pad && u - pad < layer->height && v >= pad && v - pad < layer->width;
          if (is_inside) {
            memcpy(to, s->image + ((size_t)(u - pad) * layer->width + (v - pad)) * layer->channels, nbytes);
          } else {
            memset(to, 0, nbytes);
          }
        }
      }
    }
  }
}

static void run(void* state) {
  const struct state* s = state;
  const int num_pixels = (int)num_pixels_of(s->layer), filters = (int)s->layer->filters, depth = (int)s->depth;
  if (s->patches != s->image) gather(s);
  scipy_cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, num_pixels, filters, depth, 1, s->patches, depth,
                    s->weights, depth, 0, s->sums, filters);
}

static bool is_right(const void* state, const struct problem* problem) {
  const struct state* s = state;
  for (size_t k = 0; k < num_pixels_of(s->layer) * s->layer->filters; k++) {
    if (s->sums[k] != (float)problem->sums[k]) return false;
  }
  return true;
}

static void release(void* state) {
  struct state* s = state;
  if (s->patches != s->image) free(s->patches);
  free(s->image);
  free(s->weights);
  free(s->sums);
  free(s);
}

const struct peer peer = {.name = "openblas", .prepare = prepare, .run = run, .is_right = is_right, .release = release};

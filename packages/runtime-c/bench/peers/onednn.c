// oneDNN's convolution of unsigned by signed bytes. An activation is 1 or 0 for +1 or -1, so that sum = 2 * result -
// (sum of the weights under the taps inside); is_right adds what a network would fold into its bounds.
//
// The build on PyPI, `onednn`, is one for SYCL, which hands each call over to a thread of its OpenCL runtime. So the
// process keeps to one core, and what a call costs that convolves one number is taken off.
#define _GNU_SOURCE
#include <oneapi/dnnl/dnnl.h>
#include <sched.h>

#include "allocate.h"
#include "cpu_mask.h"
#include "peer.h"
#include "peers/values.h"

struct convolution {
  const struct bench_layer* layer;
  dnnl_engine_t engine;
  dnnl_stream_t stream;
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  dnnl_memory_t image, weights, sums;  // in the forms that the library chose
  dnnl_exec_arg_t arguments[3];
};

struct state {
  struct convolution layer, number;
};

static void require(dnnl_status_t status, const char* what) {
  if (status != dnnl_success) fail(EXIT_FAILED, "oneDNN: %s: status %d", what, (int)status);
}

static dnnl_memory_desc_t describe(const dnnl_dims_t extents, dnnl_data_type_t type, dnnl_format_tag_t tag) {
  dnnl_memory_desc_t description;
  require(dnnl_memory_desc_create_with_tag(&description, 4, extents, type, tag), "a tensor");
  return description;
}

static dnnl_memory_t make_memory(const struct convolution* s, const_dnnl_memory_desc_t description) {
  dnnl_memory_t memory;
  require(dnnl_memory_create(&memory, description, s->engine, DNNL_MEMORY_ALLOCATE), "memory");
  return memory;
}

// Copies between two forms of a tensor.
static void reorder(const struct convolution* s, dnnl_memory_t from, dnnl_memory_t to) {
  const_dnnl_memory_desc_t source, target;
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  require(dnnl_memory_get_memory_desc(from, &source), "a form");
  require(dnnl_memory_get_memory_desc(to, &target), "a form");
  require(dnnl_reorder_primitive_desc_create(&description, source, s->engine, target, s->engine, NULL), "a copy");
  require(dnnl_primitive_create(&primitive, description), "a copy");
  const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
  require(dnnl_primitive_execute(primitive, s->stream, 2, arguments), "a copy");
  require(dnnl_stream_wait(s->stream), "a copy");
  dnnl_primitive_destroy(primitive);
  dnnl_primitive_desc_destroy(description);
}

// Copies bytes in a plain form to memory of the primitive's own.
static dnnl_memory_t take_over(const struct convolution* s, dnnl_query_t what, dnnl_memory_desc_t plain,
                               const void* bytes, size_t nbytes) {
  const dnnl_memory_t from = make_memory(s, plain);
  void* mapped = NULL;
  require(dnnl_memory_map_data(from, &mapped), "memory");
  memcpy(mapped, bytes, nbytes);
  require(dnnl_memory_unmap_data(from, mapped), "memory");
  const dnnl_memory_t to = make_memory(s, dnnl_primitive_desc_query_md(s->description, what, 0));
  reorder(s, from, to);
  dnnl_memory_destroy(from);
  dnnl_memory_desc_destroy(plain);
  return to;
}

static void make_primitive(struct convolution* s) {
  const struct bench_layer* layer = s->layer;
  const dnnl_dims_t image = {1, layer->channels, layer->height, layer->width};
  const dnnl_dims_t weights = {layer->filters, layer->channels, layer->size, layer->size};
  const dnnl_dims_t sums = {1, layer->filters, layer->height, layer->width};
  const dnnl_dims_t strides = {1, 1}, dilates = {0, 0}, pads = {layer->size / 2, layer->size / 2};
  const dnnl_memory_desc_t any_image = describe(image, dnnl_u8, dnnl_format_tag_any);
  const dnnl_memory_desc_t any_weights = describe(weights, dnnl_s8, dnnl_format_tag_any);
  const dnnl_memory_desc_t any_sums = describe(sums, dnnl_s32, dnnl_format_tag_any);
  require(dnnl_convolution_forward_primitive_desc_create(&s->description, s->engine, dnnl_forward_inference,
                                                         dnnl_convolution_direct, any_image, any_weights, NULL,
                                                         any_sums, strides, dilates, pads, pads, NULL),
          "a convolution");
  require(dnnl_primitive_create(&s->primitive, s->description), "a convolution");
  dnnl_memory_desc_destroy(any_image);
  dnnl_memory_desc_destroy(any_weights);
  dnnl_memory_desc_destroy(any_sums);
}

// Copies the problem's signs and weights; zeros without one.
static void fill(uint8_t* image, int8_t* weights, const struct bench_layer* layer, const struct problem* problem) {
  const size_t channels = layer->channels;
  if (problem == NULL) return;
  for (size_t k = 0; k < num_pixels_of(layer) * channels; k++) {
    image[k] = value_at(problem->input, k / channels, channels, k % channels) > 0;
  }
  for (size_t k = 0; k < layer->filters * num_taps_of(layer) * channels; k++) {
    weights[k] = (int8_t)value_at(problem->weights, k / channels, channels, k % channels);
  }
}

static void make_convolution(struct convolution* s, const struct bench_layer* layer, const struct problem* problem) {
  const size_t image_nbytes = num_pixels_of(layer) * layer->channels;
  const size_t weights_nbytes = layer->filters * num_taps_of(layer) * layer->channels;
  s->layer = layer;
  require(dnnl_engine_create(&s->engine, dnnl_cpu, 0), "an engine");
  require(dnnl_stream_create(&s->stream, s->engine, dnnl_stream_default_flags), "a stream");
  make_primitive(s);
  uint8_t* image = allocate(image_nbytes, 1);
  int8_t* weights = allocate(weights_nbytes, 1);
  fill(image, weights, layer, problem);
  const dnnl_dims_t image_extents = {1, layer->channels, layer->height, layer->width};
  const dnnl_dims_t weight_extents = {layer->filters, layer->channels, layer->size, layer->size};
  s->image = take_over(s, dnnl_query_src_md, describe(image_extents, dnnl_u8, dnnl_nhwc), image, image_nbytes);
  s->weights =
      take_over(s, dnnl_query_weights_md, describe(weight_extents, dnnl_s8, dnnl_ohwi), weights, weights_nbytes);
  s->sums = make_memory(s, dnnl_primitive_desc_query_md(s->description, dnnl_query_dst_md, 0));
  s->arguments[0] = (dnnl_exec_arg_t){DNNL_ARG_SRC, s->image};
  s->arguments[1] = (dnnl_exec_arg_t){DNNL_ARG_WEIGHTS, s->weights};
  s->arguments[2] = (dnnl_exec_arg_t){DNNL_ARG_DST, s->sums};
  free(image);
  free(weights);
}

static void keep_to_this_core(void) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET((size_t)sched_getcpu(), &cores);
  if (sched_setaffinity(0, sizeof cores, &cores) != 0) fail(EXIT_FAILED, "oneDNN: cannot keep to one core");
}

static struct prepared prepare(const struct problem* problem) {
  static const struct bench_layer number = {"number", 1, 1, 1, 1, 1};
  static bool is_kept = false;
  if (!is_kept) keep_to_this_core();
  is_kept = true;
  struct state* s = allocate(1, sizeof *s);
  make_convolution(&s->layer, problem->layer, problem);
  make_convolution(&s->number, &number, NULL);
  const char* kernel = NULL;
  require(dnnl_primitive_desc_query(s->layer.description, dnnl_query_impl_info_str, 0, (void*)&kernel), "its name");
  return (struct prepared){s, kernel};
}

static void convolve(const struct convolution* s) {
  dnnl_primitive_execute(s->primitive, s->stream, 3, s->arguments);
  dnnl_stream_wait(s->stream);
}

static void run(void* state) { convolve(&((const struct state*)state)->layer); }

static void reach(void* state) { convolve(&((const struct state*)state)->number); }

// The sum of a filter's weights under the taps of a pixel that lie inside the image.
static int32_t weights_inside(const struct problem* problem, size_t pixel, size_t filter) {
  const struct bench_layer* layer = problem->layer;
  const uint32_t pad = layer->size / 2;
  const uint32_t row = (uint32_t)(pixel / layer->width), column = (uint32_t)(pixel % layer->width);
  int32_t sum = 0;
  for (uint32_t u = 0; u < layer->size; u++) {
    for (uint32_t v = 0; v < layer->size; v++) {
      const uint32_t i = row + u, j = column + v;
      if (i < pad || i - pad >= layer->height || j < pad || j - pad >= layer->width) continue;
      const size_t tap = filter * num_taps_of(layer) + u * layer->size + v;
      for (size_t c = 0; c < layer->channels; c++) sum += value_at(problem->weights, tap, layer->channels, c);
    }
  }
  return sum;
}

static bool is_right(const void* state, const struct problem* problem) {
  const struct convolution* s = &((const struct state*)state)->layer;
  const struct bench_layer* layer = s->layer;
  const dnnl_dims_t extents = {1, layer->filters, layer->height, layer->width};
  const dnnl_memory_desc_t plain = describe(extents, dnnl_s32, dnnl_nhwc);
  const dnnl_memory_t copy = make_memory(s, plain);
  void* results = NULL;
  reorder(s, s->sums, copy);
  require(dnnl_memory_map_data(copy, &results), "the results");
  bool is_equal = true;
  for (size_t k = 0; k < num_pixels_of(layer) * layer->filters && is_equal; k++) {
    const int32_t result = ((const int32_t*)results)[k];
    is_equal = 2 * result - weights_inside(problem, k / layer->filters, k % layer->filters) == problem->sums[k];
  }
  require(dnnl_memory_unmap_data(copy, results), "the results");
  dnnl_memory_destroy(copy);
  dnnl_memory_desc_destroy(plain);
  return is_equal;
}

static void release_convolution(const struct convolution* s) {
  dnnl_memory_destroy(s->image);
  dnnl_memory_destroy(s->weights);
  dnnl_memory_destroy(s->sums);
  dnnl_primitive_destroy(s->primitive);
  dnnl_primitive_desc_destroy(s->description);
  dnnl_stream_destroy(s->stream);
  dnnl_engine_destroy(s->engine);
}

static void release(void* state) {
  struct state* s = state;
  release_convolution(&s->layer);
  release_convolution(&s->number);
  free(s);
}

const struct peer peer = {
    .name = "onednn-int8", .prepare = prepare, .run = run, .reach = reach, .is_right = is_right, .release = release};

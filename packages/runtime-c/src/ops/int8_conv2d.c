// The first layer: bytes times 8-bit weights, acc = sum (u - zero point) * w over the taps inside.
// Kernels that multiply bytes take the image as it is; for all others it is widened once to int16, so that nothing
// saturates. Padding is the zero point, and what zero points add is taken off what each filter's sums start from.
//
// A threshold with one bound for each filter costs nothing: the bound is taken off where the sums start from, and their
// signs are the layer's output.
#include <stdlib.h>
#include <string.h>

#include "../tensor.h"
#include "convolution.h"

enum { NUM_ATTRIBUTES = BITPLANE_CONVOLUTION_ATTRIBUTES };
enum { WEIGHTS = 0, ZERO_POINTS = 1, NUM_SECTIONS };

// 66311 * 255 * 127 < 2^31: every partial sum fits int32.
enum { LONGEST_FILTER = INT32_MAX / (255 * 127) };

// Binary products that take as long as one of bytes.
enum { PRODUCT_COST = 8 };

struct state {
  struct bitplane_convolution convolution;
  const struct bitplane_igemm_kernel* kernel;
  size_t filter_length;    // taps * channels of a group
  size_t depth;            // the same, rounded up to whole units
  const uint8_t* weights;  // [groups, padded_filters / filter_block, depth / depth_unit, filter_block, depth_unit]
  const int32_t* bases;    // [groups, padded_filters]
  const uint64_t* flip;    // of the threshold whose bounds are in the bases, or NULL
  const uint8_t* zero_points;
  size_t input_pixels, input_channels;
};

BITPLANE_ONCE static enum bitplane_status check(const struct bitplane_layer* layer) {
  struct bitplane_filter filter;
  const enum bitplane_status status = bitplane_check_convolution(layer, LONGEST_FILTER, &filter);
  if (status != BITPLANE_OK) return status;

  const struct bitplane_section* weights = &layer->sections[WEIGHTS];
  const uint64_t num_weights = (uint64_t)filter.num_taps * filter.channels * layer->output.channels;
  if (!bitplane_section_holds(weights, BITPLANE_SECTION_INT8, num_weights)) return BITPLANE_BAD_LAYER;
  if (!bitplane_section_holds(&layer->sections[ZERO_POINTS], BITPLANE_SECTION_UINT8, layer->input.channels)) {
    return BITPLANE_BAD_LAYER;
  }
  return memchr(weights->data, INT8_MIN & 0xff, weights->nbytes) == NULL ? BITPLANE_OK : BITPLANE_BAD_VALUE;
}

static void* pack_weights(const struct state* s, const int8_t* rows, struct bitplane_arena* arena) {
  const struct bitplane_convolution* c = &s->convolution;
  const size_t block = s->kernel->filter_block, unit = s->kernel->depth_unit, nbytes = s->kernel->element_nbytes;
  const uint64_t num_filters = (uint64_t)c->groups * c->padded_filters;
  int8_t* packed = bitplane_arena_take(arena, num_filters, s->depth * nbytes);
  if (packed == NULL) return NULL;
  memset(packed, 0, (size_t)num_filters * s->depth * nbytes);
  const size_t group_filters = c->filters / c->groups;
  for (size_t filter = 0; filter < c->filters; filter++) {
    const size_t at = filter / group_filters * c->padded_filters + filter % group_filters;
    const size_t start = at / block * block * s->depth + at % block * unit;
    for (size_t k = 0; k < s->filter_length; k++) {
      const int16_t weight = rows[filter * s->filter_length + k];
      memcpy(packed + (start + k / unit * unit * block + k % unit) * nbytes, &weight, nbytes);
    }
  }
  return packed;
}

// 2 * 33025 * 255 * 127 + 1 < 2^31: a sum minus a bound no farther out than the next sum beyond the range fits int32.
enum { LONGEST_SIGNED = 33025 };

static bool takes_bounds(const struct bitplane_convolution* c, size_t filter_length) {
  const struct bitplane_thresholds* t = &c->thresholds;
  return c->has_thresholds && t->upper == NULL && t->bounds_step == 0 && c->groups == 1 &&
         filter_length <= LONGEST_SIGNED;
}

// The filter's lower bound, or the nearest number that tells the same sums apart.
static int32_t read_bound(const struct state* s, size_t filter, const int8_t* weights) {
  const struct bitplane_thresholds* t = &s->convolution.thresholds;
  int32_t most = 0;  // of the sums
  for (size_t k = 0; k < s->filter_length; k++) most += 255 * abs(weights[k]);
  const int32_t bound = bitplane_read_bound(t, t->lower, filter);
  if (bound < -most) return -most;
  return bound > most ? most + 1 : bound;
}

// What the sums start from: minus what the zero points add to them and, where it is a sign that is wanted, minus the
// bound; modulo 2^32.
static const int32_t* list_bases(const struct state* s, const int8_t* rows, struct bitplane_arena* arena) {
  const struct bitplane_convolution* c = &s->convolution;
  const uint64_t num_filters = (uint64_t)c->groups * c->padded_filters;
  uint32_t* bases = bitplane_arena_take(arena, num_filters, sizeof *bases);
  if (bases == NULL) return NULL;
  memset(bases, 0, (size_t)num_filters * sizeof *bases);
  const size_t group_filters = c->filters / c->groups, group_channels = s->input_channels / c->groups;
  for (size_t filter = 0; filter < c->filters; filter++) {
    const int8_t* weights = rows + filter * s->filter_length;
    const size_t group = filter / group_filters;
    const uint8_t* zero_points = s->zero_points + group * group_channels;
    uint32_t* base = bases + group * c->padded_filters + filter % group_filters;
    if (s->flip != NULL) *base -= (uint32_t)read_bound(s, filter, weights);
    for (size_t k = 0; k < s->filter_length; k++) *base -= (uint32_t)(weights[k] * zero_points[k % group_channels]);
  }
  return (const int32_t*)bases;
}

static void widen(size_t num, const uint8_t* bytes, int16_t* restrict to) {
  for (size_t k = 0; k < num; k++) to[k] = bytes[k];
}

// What lies under a padded tap: the zero points, as wide as the kernel wants them.
static const void* make_padding(const struct state* s, struct bitplane_arena* arena) {
  if (s->kernel->element_nbytes == 1) return s->zero_points;
  int16_t* padding = bitplane_arena_take(arena, s->input_channels, sizeof *padding);
  if (padding != NULL) widen(s->input_channels, s->zero_points, padding);
  return padding;
}

BITPLANE_ONCE static struct bitplane_ready prepare(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct state s;
  memset(&s, 0, sizeof s);
  struct state* state = bitplane_arena_take(setup->arena, 1, sizeof s);
  s.kernel = bitplane_select_igemm(setup->cpu_features);
  s.convolution = bitplane_plan_convolution(setup);
  struct bitplane_convolution* c = &s.convolution;
  c->padded_filters = bitplane_pad_filters(c->filters / c->groups, s.kernel->filter_block);
  const size_t group_channels = layer->input.channels / c->groups;
  const size_t unit = s.kernel->depth_unit;
  s.filter_length = (size_t)c->patches.window.rows.size * c->patches.window.columns.size * group_channels;
  s.depth = (s.filter_length + unit - 1) / unit * unit;
  s.zero_points = layer->sections[ZERO_POINTS].data;
  s.input_pixels = (size_t)bitplane_num_pixels(&layer->input);
  s.input_channels = layer->input.channels;

  const size_t nbytes = s.kernel->element_nbytes;
  c->group_nbytes = group_channels * nbytes;
  c->patches.tap_nbytes = c->group_nbytes;
  c->patches.pixel_nbytes = s.input_channels * nbytes;
  c->patches.patch_nbytes = s.depth * nbytes;
  c->patches.pad = make_padding(&s, setup->arena);
  c->group_pad_nbytes = c->group_nbytes;
  if (nbytes != 1) c->image_nbytes = bitplane_piece_nbytes((uint64_t)s.input_pixels * s.input_channels, nbytes);
  bitplane_plan_border(&c->patches);
  if (takes_bounds(c, s.filter_length)) {
    s.flip = c->thresholds.flip;
    c->multiplies_to_signs = true;
  }
  s.weights = pack_weights(&s, layer->sections[WEIGHTS].data, setup->arena);
  s.bases = list_bases(&s, layer->sections[WEIGHTS].data, setup->arena);

  if (state != NULL) *state = s;
  return (struct bitplane_ready){
      .state = state,
      .kernel = s.kernel->name,
      .scratch_nbytes = bitplane_convolution_scratch_nbytes(c),
      .shared_nbytes = c->image_nbytes,
      .work = bitplane_convolution_work(c, group_channels * PRODUCT_COST),
  };
}

static void multiply(const void* state, uint32_t group, const struct bitplane_tile* tile, const void* patches,
                     int32_t* acc) {
  const struct state* s = state;
  const size_t padded_filters = s->convolution.padded_filters;
  s->kernel->run(tile->num_pixels, padded_filters / s->kernel->filter_block, s->depth, patches,
                 s->weights + group * padded_filters * s->depth * s->kernel->element_nbytes,
                 s->bases + group * padded_filters, acc, tile->ldacc);
}

static void multiply_to_signs(const void* state, size_t first_pixel, size_t num_pixels, const void* patches,
                              uint64_t* bits) {
  const struct state* s = state;
  (void)first_pixel;
  s->kernel->run_signs(num_pixels, s->convolution.padded_filters / s->kernel->filter_block, s->depth, patches,
                       s->weights, s->bases, s->flip, bits);
}

static void begin(const void* state, const struct bitplane_operands* operands) {
  const struct state* s = state;
  if (s->kernel->element_nbytes != 1) widen(s->input_pixels * s->input_channels, operands->input, operands->shared);
}

static void run(const void* state, const struct bitplane_operands* operands) {
  const struct state* s = state;
  const struct bitplane_walk walk = {s, multiply, multiply_to_signs, operands};
  bitplane_walk_tiles(&s->convolution, &walk);
}

const struct bitplane_op bitplane_int8_conv2d = {
    .kind = 1,
    .name = "int8-conv2d",
    .name_with_threshold = "int8-conv2d+threshold",
    .name_with_pool = "int8-conv2d+threshold+bit-max-pool",
    .takes_chain = true,
    .input_elements = 1u << BITPLANE_UINT8,
    .output_element = BITPLANE_INT32,
    .num_attributes = NUM_ATTRIBUTES,
    .num_sections = NUM_SECTIONS,
    .check = check,
    .prepare = prepare,
    .begin = begin,
    .run = run,
};

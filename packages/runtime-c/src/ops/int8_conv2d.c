// Bytes times 8-bit weights: acc = sum (u - zero point) * w over the taps inside.
// Kernels that multiply bytes take the image as it is; for all others it is widened once to int16, so that nothing
// saturates. Padding is the zero point, and what zero points add is taken off what each filter's sums start from.
//
// A threshold with one bound per filter costs nothing: the bound is subtracted from the initial sums, and their
// signs are the layer's output. A depthwise convolution with one filter per channel has loops of its own (channels.h).
#include <stdlib.h>
#include <string.h>

#include "../tensor.h"
#include "channels.h"
#include "convolution.h"
#include "patches.h"

enum { NUM_INT8_CONV2D_ATTRIBUTES = BITPLANE_CONVOLUTION_ATTRIBUTES };
enum { INT8_CONV2D_WEIGHTS = 0, ZERO_POINTS = 1, NUM_INT8_CONV2D_SECTIONS };

// 66311 * 255 * 127 < 2^31: every partial sum fits int32.
enum { MAX_INT8_LENGTH = INT32_MAX / (255 * 127) };

// Binary products that take as long as one of bytes.
enum { PRODUCT_COST = 8 };

// The product (product.h) of bytes.
struct bytes {
  const struct bitplane_igemm_kernel* kernel;
  struct bitplane_patches patches;
  size_t depth;       // weights of a filter, rounded up to whole units
  size_t num_blocks;  // of a group
  const uint8_t* weights;
  size_t weights_nbytes;  // of a group: [num_blocks, depth / depth_unit, filter_block, depth_unit]
  const int32_t* bases;   // [groups, num_blocks * filter_block]
  const uint64_t* flip;   // of the threshold whose bounds are in the bases, or NULL
};

struct int8_conv2d_state {
  struct bitplane_convolution convolution;
  union {
    struct bytes rows;
    struct bitplane_channels channels;
  } product;
  size_t num_numbers;  // of the image
};

// What the weights are packed from.
struct filters {
  uint32_t groups;
  size_t num, num_padded;  // of a group; as the kernel counts them
  size_t length;           // taps * channels of a group
  size_t group_channels;
  const int8_t* rows;          // [groups, num, length]
  const uint8_t* zero_points;  // [groups, group_channels]
};

BITPLANE_ONCE static enum bitplane_status check_int8_conv2d(const struct bitplane_layer* layer) {
  struct bitplane_filter filter;
  const enum bitplane_status status = bitplane_check_convolution(layer, MAX_INT8_LENGTH, &filter);
  if (status != BITPLANE_OK) return status;

  const struct bitplane_section* weights = &layer->sections[INT8_CONV2D_WEIGHTS];
  const uint64_t num_weights = (uint64_t)filter.num_taps * filter.channels * layer->output.channels;
  if (!bitplane_section_holds(weights, BITPLANE_SECTION_INT8, num_weights)) return BITPLANE_BAD_LAYER;
  if (!bitplane_section_holds(&layer->sections[ZERO_POINTS], BITPLANE_SECTION_UINT8, layer->input.channels)) {
    return BITPLANE_BAD_LAYER;
  }
  return memchr(weights->data, INT8_MIN & 0xff, weights->nbytes) == NULL ? BITPLANE_OK : BITPLANE_BAD_VALUE;
}

static const uint8_t* pack_int8_weights(const struct bytes* b, const struct filters* f, struct bitplane_arena* arena) {
  const size_t block = b->kernel->filter_block, unit = b->kernel->depth_unit, nbytes = b->kernel->element_nbytes;
  const uint64_t num_filters = (uint64_t)f->groups * f->num_padded;
  uint8_t* packed = bitplane_arena_take(arena, num_filters, b->depth * nbytes);
  if (packed == NULL) return NULL;
  memset(packed, 0, (size_t)num_filters * b->depth * nbytes);
  for (size_t filter = 0; filter < f->groups * f->num; filter++) {
    const size_t at = filter / f->num * f->num_padded + filter % f->num;
    const size_t start = at / block * block * b->depth + at % block * unit;
    for (size_t k = 0; k < f->length; k++) {
      const int16_t weight = f->rows[filter * f->length + k];
      memcpy(packed + (start + k / unit * unit * block + k % unit) * nbytes, &weight, nbytes);
    }
  }
  return packed;
}

// 2 * 33025 * 255 * 127 + 1 < 2^31: a sum minus a bound no farther out than the next sum beyond the range fits int32.
enum { MAX_SIGNED_LENGTH = 33025 };

static bool takes_bounds(const struct bitplane_thresholds* t, const struct filters* f) {
  return t != NULL && t->upper == NULL && t->bounds_step == 0 && f->groups == 1 && f->length <= MAX_SIGNED_LENGTH;
}

// The filter's lower bound, or the nearest number that separates the same sums.
static int32_t read_int8_bound(const struct bitplane_thresholds* t, const struct filters* f, size_t filter) {
  const int8_t* weights = f->rows + filter * f->length;
  int32_t max_sum = 0;
  for (size_t k = 0; k < f->length; k++) max_sum += 255 * abs(weights[k]);
  const int32_t bound = bitplane_read_bound(t, t->lower, filter);
  if (bound < -max_sum) return -max_sum;
  return bound > max_sum ? max_sum + 1 : bound;
}

// What the sums start from: minus what the zero points add to them and, where a sign is wanted, minus the bound; modulo
// 2^32. t: the threshold to take in, or NULL.
static const int32_t* list_int8_bases(const struct filters* f, const struct bitplane_thresholds* t,
                                      struct bitplane_arena* arena) {
  const uint64_t num_filters = (uint64_t)f->groups * f->num_padded;
  uint32_t* bases = bitplane_arena_take(arena, num_filters, sizeof *bases);
  if (bases == NULL) return NULL;
  memset(bases, 0, (size_t)num_filters * sizeof *bases);
  for (size_t filter = 0; filter < f->groups * f->num; filter++) {
    const int8_t* weights = f->rows + filter * f->length;
    const size_t group = filter / f->num;
    const uint8_t* zero_points = f->zero_points + group * f->group_channels;
    uint32_t* base = bases + group * f->num_padded + filter % f->num;
    if (t != NULL) *base -= (uint32_t)read_int8_bound(t, f, filter);
    for (size_t k = 0; k < f->length; k++) *base -= (uint32_t)(weights[k] * zero_points[k % f->group_channels]);
  }
  return (const int32_t*)bases;
}

static void widen(size_t num, const uint8_t* bytes, int16_t* restrict to) {
  for (size_t k = 0; k < num; k++) to[k] = bytes[k];
}

// What lies under a padded tap: the zero points, as wide as the kernel wants them.
static const void* make_padding(const struct filters* f, size_t element_nbytes, struct bitplane_arena* arena) {
  if (element_nbytes == 1) return f->zero_points;
  const size_t num = f->groups * f->group_channels;
  int16_t* padding = bitplane_arena_take(arena, num, sizeof *padding);
  if (padding != NULL) widen(num, f->zero_points, padding);
  return padding;
}

static struct bitplane_product_scratch take_int8_scratch(const void* state, struct bitplane_arena* arena) {
  const struct bytes* b = state;
  return bitplane_take_patches(&b->patches, BITPLANE_TILE_PIXELS, arena);
}

static const void* begin_int8_image(const void* state, const void* image, struct bitplane_span rows,
                                    const struct bitplane_product_scratch* memory) {
  const struct bytes* b = state;
  return bitplane_begin_patches(&b->patches, image, rows, memory->copy);
}

static const void* gather_int8(const void* state, const struct bitplane_product_tile* tile) {
  const struct bytes* b = state;
  return bitplane_gather_patches(&b->patches, tile);
}

static void multiply_int8(const void* state, const struct bitplane_product_tile* tile, int32_t* acc, size_t ldacc) {
  const struct bytes* b = state;
  b->kernel->run(tile->num_pixels, b->num_blocks, b->depth, tile->gathered,
                 b->weights + tile->group * b->weights_nbytes,
                 b->bases + tile->group * b->num_blocks * b->kernel->filter_block, acc, ldacc);
}

static void multiply_int8_to_signs(const void* state, const struct bitplane_product_tile* tile, uint64_t* bits) {
  const struct bytes* b = state;
  b->kernel->run_signs(tile->num_pixels, b->num_blocks, b->depth, tile->gathered, b->weights, b->bases, b->flip, bits);
}

static const struct bitplane_product bytes_product = {
    .scratch = take_int8_scratch,
    .begin_image = begin_int8_image,
    .gather = gather_int8,
    .multiply = multiply_int8,
    .multiply_to_signs = multiply_int8_to_signs,
};

static struct filters read_filters(const struct bitplane_layer* layer, size_t block) {
  const struct bitplane_window window = bitplane_read_window(layer->attributes);
  const uint32_t groups = layer->attributes[BITPLANE_GROUPS];
  struct filters f = {
      .groups = groups,
      .num = layer->output.channels / groups,
      .group_channels = layer->input.channels / groups,
      .rows = layer->sections[INT8_CONV2D_WEIGHTS].data,
      .zero_points = layer->sections[ZERO_POINTS].data,
  };
  f.num_padded = bitplane_pad_filters(f.num, block);
  f.length = (size_t)window.rows.size * window.columns.size * f.group_channels;
  return f;
}

// thresholds: NULL for none.
static struct bitplane_form prepare_bytes(const struct bitplane_setup* setup, const struct filters* f,
                                          const struct bitplane_thresholds* thresholds, struct bytes* b) {
  const size_t unit = b->kernel->depth_unit, nbytes = b->kernel->element_nbytes;
  const bool makes_signs = takes_bounds(thresholds, f);
  b->depth = (f->length + unit - 1) / unit * unit;
  b->num_blocks = f->num_padded / b->kernel->filter_block;
  const struct bitplane_patch_layout layout = {
      .pixel_nbytes = f->groups * f->group_channels * nbytes,
      .tap_nbytes = f->group_channels * nbytes,
      .patch_nbytes = b->depth * nbytes,
      .pad = make_padding(f, nbytes, setup->arena),
      .pad_step = f->group_channels * nbytes,
  };
  b->patches = bitplane_plan_patches(setup->layer, &layout, setup->arena);
  b->weights = pack_int8_weights(b, f, setup->arena);
  b->weights_nbytes = f->num_padded * b->depth * nbytes;
  b->bases = list_int8_bases(f, makes_signs ? thresholds : NULL, setup->arena);
  b->flip = makes_signs ? thresholds->flip : NULL;
  return (struct bitplane_form){&bytes_product, b->kernel->name, BITPLANE_TILE_PIXELS, f->num_padded, makes_signs};
}

static struct bitplane_ready prepare_int8_filters(const struct bitplane_setup* setup,
                                                  const struct bitplane_igemm_kernel* kernel,
                                                  struct int8_conv2d_state* s) {
  struct bitplane_thresholds thresholds;
  if (setup->threshold != NULL) thresholds = bitplane_read_thresholds(setup->threshold, setup->cpu_features);
  const struct filters filters = read_filters(setup->layer, kernel->filter_block);
  s->product.rows.kernel = kernel;
  const struct bitplane_form form =
      prepare_bytes(setup, &filters, setup->threshold != NULL ? &thresholds : NULL, &s->product.rows);
  const size_t nbytes = kernel->element_nbytes;
  s->convolution =
      bitplane_plan_convolution(setup, &form, nbytes == 1 ? 0 : bitplane_piece_nbytes(s->num_numbers, nbytes));
  return bitplane_convolution_ready(&s->convolution, &s->product, filters.length * PRODUCT_COST);
}

// [taps, channels] of the file's [channels, taps].
static const int16_t* turn_bytes(const struct filters* f, struct bitplane_arena* arena) {
  int16_t* turned = bitplane_arena_take(arena, (uint64_t)f->length * f->groups, sizeof *turned);
  if (turned == NULL) return NULL;
  for (size_t c = 0; c < f->groups; c++) {
    for (size_t tap = 0; tap < f->length; tap++) turned[tap * f->groups + c] = f->rows[c * f->length + tap];
  }
  return turned;
}

static struct bitplane_ready prepare_int8_channels(const struct bitplane_setup* setup,
                                                   const struct bitplane_igemm_kernel* kernel,
                                                   struct int8_conv2d_state* s) {
  const struct filters filters = read_filters(setup->layer, 1);
  const struct bitplane_channels_parts parts = {
      .run = kernel->run_depthwise,
      .kernel = kernel->name,
      .weights = turn_bytes(&filters, setup->arena),
      .base = list_int8_bases(&filters, NULL, setup->arena),
      .zero_points = filters.zero_points,
  };
  const struct bitplane_form form = bitplane_prepare_channels(setup, &parts, &s->product.channels);
  s->convolution = bitplane_plan_channels(setup, &form);
  return bitplane_convolution_ready(&s->convolution, &s->product, filters.length * PRODUCT_COST);
}

BITPLANE_ONCE static struct bitplane_ready prepare_int8_conv2d(const struct bitplane_setup* setup) {
  const struct bitplane_igemm_kernel* kernel = bitplane_select_igemm(setup->cpu_features);
  struct int8_conv2d_state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  struct int8_conv2d_state s = {.num_numbers = (size_t)bitplane_num_elements(&setup->layer->input)};
  struct bitplane_ready ready = bitplane_is_by_channels(setup->layer) ? prepare_int8_channels(setup, kernel, &s)
                                                                      : prepare_int8_filters(setup, kernel, &s);
  if (state != NULL) *state = s;
  ready.state = state;
  return ready;
}

static void begin_int8_conv2d(const void* state, const struct bitplane_operands* operands) {
  const struct int8_conv2d_state* s = state;
  if (s->convolution.image_nbytes > 0) widen(s->num_numbers, operands->input, operands->shared);
}

static void run_int8_conv2d(const void* state, const struct bitplane_operands* operands) {
  const struct int8_conv2d_state* s = state;
  bitplane_walk_tiles(&s->convolution, &s->product, operands);
}

const struct bitplane_op bitplane_int8_conv2d = {
    .kind = BITPLANE_KIND_INT8_CONV2D,
    .name = "int8-conv2d",
    .fuses = BITPLANE_ROLE_THRESHOLD | BITPLANE_ROLE_SIGN_POOL | BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_UINT8,
    .output_element = BITPLANE_INT32,
    .num_attributes = NUM_INT8_CONV2D_ATTRIBUTES,
    .num_sections = NUM_INT8_CONV2D_SECTIONS,
    .check = check_int8_conv2d,
    .prepare = prepare_int8_conv2d,
    .begin = begin_int8_conv2d,
    .run = run_int8_conv2d,
};

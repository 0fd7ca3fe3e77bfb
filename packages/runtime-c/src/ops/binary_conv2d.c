// Convolution of signs by signs: acc = (taps inside) * channels - 2 * popcount over the taps inside. This file
// has its check, its masks, and the choice between its two products, by rows (binary_rows.c has the algebra) and by
// lanes.
#include <string.h>

#include "../bits.h"
#include "../tensor.h"
#include "binary_lanes.h"
#include "binary_rows.h"

enum { PAD_VALUE = BITPLANE_CONVOLUTION_ATTRIBUTES, NUM_BINARY_CONV2D_ATTRIBUTES };
enum { BINARY_CONV2D_WEIGHTS = 0, MASK = 1, NUM_BINARY_CONV2D_SECTIONS };

#define PAD_MINUS_ONE UINT32_MAX

// Of a filter: base <= 2 * K and its partial sums fit int32 easily; no other kind has more.
#define MAX_BINARY_LENGTH (UINT32_C(1) << 28)

struct binary_conv2d_state {
  struct bitplane_convolution convolution;
  union {
    struct bitplane_binary_rows rows;
    struct bitplane_binary_lanes lanes;
  } product;
  bool regroups;  // groups do not start at whole words: the image is copied so that they do
  uint32_t groups;
  size_t tap_words;  // of a group
  size_t input_pixels, input_words, group_channels;
};

static bool covers(const uint64_t* mask, const uint64_t* weights, size_t num_words) {
  uint64_t uncovered = 0;
  for (size_t k = 0; k < num_words; k++) uncovered |= weights[k] & ~mask[k];
  return uncovered == 0;
}

BITPLANE_ONCE static enum bitplane_status check_binary_conv2d(const struct bitplane_layer* layer) {
  struct bitplane_filter filter;
  const enum bitplane_status status = bitplane_check_convolution(layer, MAX_BINARY_LENGTH, &filter);
  if (status != BITPLANE_OK) return status;
  const uint32_t pad = layer->attributes[PAD_VALUE];
  if (pad != 0 && pad != 1 && pad != PAD_MINUS_ONE) return BITPLANE_BAD_LAYER;

  const struct bitplane_section* weights = &layer->sections[BINARY_CONV2D_WEIGHTS];
  const uint64_t num_rows = (uint64_t)filter.num_taps * layer->output.channels;
  const uint64_t num_words = num_rows * bitplane_row_words(filter.channels);
  if (!bitplane_section_holds(weights, BITPLANE_SECTION_BITS, num_words)) return BITPLANE_BAD_LAYER;
  if (!bitplane_padding_is_zero(weights->data, (size_t)num_rows, filter.channels)) return BITPLANE_BAD_VALUE;

  const struct bitplane_section* mask = &layer->sections[MASK];
  if (mask->type == BITPLANE_SECTION_ABSENT) return BITPLANE_OK;
  if (!bitplane_section_holds(mask, BITPLANE_SECTION_BITS, num_words)) return BITPLANE_BAD_LAYER;
  if (!bitplane_padding_is_zero(mask->data, (size_t)num_rows, filter.channels)) return BITPLANE_BAD_VALUE;
  return covers(mask->data, weights->data, (size_t)num_words) ? BITPLANE_OK : BITPLANE_BAD_VALUE;
}

// The filters: the file's, or with a mask those of both planes (binary_rows.c, step 4).
static const uint64_t* make_planes(const struct bitplane_binary_problem* p, const struct bitplane_layer* layer,
                                   struct bitplane_arena* arena) {
  const uint64_t* weights = layer->sections[BINARY_CONV2D_WEIGHTS].data;
  const uint64_t* mask = layer->sections[MASK].data;
  if (p->num_planes == 1) return weights;
  const size_t plane_words = p->group_filters / p->num_planes * p->num_words;  // of a group
  uint64_t* planes = bitplane_arena_take(arena, p->groups, p->num_planes * plane_words * sizeof *planes);
  if (planes == NULL) return NULL;
  const uint64_t last = bitplane_last_word_mask(p->group_channels);
  uint64_t* to = planes;
  for (uint32_t group = 0; group < p->groups; group++, to += 2 * plane_words) {
    memcpy(to, weights + group * plane_words, plane_words * sizeof *to);
    for (size_t k = 0; k < plane_words; k++) {
      const uint64_t columns = k % p->tap_words == p->tap_words - 1 ? last : ~UINT64_C(0);
      to[plane_words + k] = to[k] | (~mask[group * plane_words + k] & columns);
    }
  }
  return planes;
}

static const uint64_t* make_minus_ones(size_t channels, size_t num_words, struct bitplane_arena* arena) {
  uint64_t* row = bitplane_arena_take(arena, num_words, sizeof *row);
  if (row == NULL) return NULL;
  memset(row, 0xff, num_words * sizeof *row);
  row[num_words - 1] = bitplane_last_word_mask(channels);
  return row;
}

static struct bitplane_binary_problem pose_problem(const struct bitplane_setup* setup,
                                                   const struct bitplane_thresholds* thresholds) {
  const struct bitplane_layer* layer = setup->layer;
  const uint32_t groups = layer->attributes[BITPLANE_GROUPS], pad = layer->attributes[PAD_VALUE];
  const struct bitplane_window window = bitplane_read_window(layer->attributes);
  struct bitplane_binary_problem p = {
      .groups = groups,
      .num_planes = layer->sections[MASK].type == BITPLANE_SECTION_ABSENT ? 1 : 2,
      .group_channels = layer->input.channels / groups,
      .pads_with_zero = pad == 0,
      .num_pixels = (size_t)bitplane_num_pixels(&layer->output),
      .thresholds = thresholds,
      .cpu_features = setup->cpu_features,
  };
  p.group_filters = layer->output.channels / groups * p.num_planes;
  p.tap_words = bitplane_row_words(p.group_channels);
  p.num_words = (size_t)window.rows.size * window.columns.size * p.tap_words;
  p.rows = make_planes(&p, layer, setup->arena);
  const size_t tap_nbytes = p.tap_words * sizeof(uint64_t);
  const struct bitplane_patch_layout layout = {
      .pixel_nbytes = groups * tap_nbytes,
      .tap_nbytes = tap_nbytes,
      .patch_nbytes = p.num_words * sizeof(uint64_t),
      .pad = pad == PAD_MINUS_ONE ? make_minus_ones(p.group_channels, p.tap_words, setup->arena) : NULL,
  };
  p.patches = bitplane_plan_patches(layer, &layout, setup->arena);
  return p;
}

// Prepares the product that is faster on this CPU.
static struct bitplane_form prepare_product(const struct bitplane_binary_problem* p, struct bitplane_arena* arena,
                                            struct binary_conv2d_state* s) {
  const struct bitplane_bgemm_kernel* rows = bitplane_select_bgemm(p->cpu_features, p->group_filters);
  if (BITPLANE_NUM_LANES_KERNELS > 0) {
    const struct bitplane_lanes_kernel* lanes = bitplane_choose_lanes(p, rows);
    if (lanes != NULL) return bitplane_prepare_lanes(p, lanes, arena, &s->product.lanes);
  }
  return bitplane_prepare_rows(p, rows, arena, &s->product.rows);
}

BITPLANE_ONCE static struct bitplane_ready prepare_binary_conv2d(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct binary_conv2d_state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  struct bitplane_thresholds thresholds;
  if (setup->threshold != NULL) thresholds = bitplane_read_thresholds(setup->threshold, setup->cpu_features);
  const struct bitplane_binary_problem problem = pose_problem(setup, setup->threshold != NULL ? &thresholds : NULL);
  struct binary_conv2d_state s;
  memset(&s, 0, sizeof s);
  s.groups = problem.groups;
  s.tap_words = problem.tap_words;
  s.group_channels = problem.group_channels;
  s.input_pixels = (size_t)bitplane_num_pixels(&layer->input);
  s.input_words = bitplane_row_words(layer->input.channels);
  s.regroups = s.groups > 1 && s.group_channels % BITPLANE_WORD_BITS != 0;
  const size_t image_nbytes = bitplane_piece_nbytes(s.input_pixels, problem.patches.layout.pixel_nbytes);
  const struct bitplane_form form = prepare_product(&problem, setup->arena, &s);
  s.convolution = bitplane_plan_convolution(setup, &form, s.regroups ? image_nbytes : 0);
  if (state != NULL) *state = s;

  const size_t num_products = problem.num_words / problem.tap_words * problem.group_channels * problem.num_planes;
  struct bitplane_ready ready = bitplane_convolution_ready(&s.convolution, &s.product, num_products);
  ready.state = state;
  return ready;
}

static void regroup(const struct binary_conv2d_state* s, const uint64_t* image, uint64_t* to) {
  for (size_t pixel = 0; pixel < s->input_pixels; pixel++) {
    for (uint32_t group = 0; group < s->groups; group++, to += s->tap_words) {
      bitplane_copy_columns(to, image + pixel * s->input_words, group * s->group_channels, s->group_channels);
    }
  }
}

static void begin_binary_conv2d(const void* state, const struct bitplane_operands* operands) {
  const struct binary_conv2d_state* s = state;
  if (s->regroups) regroup(s, operands->input, operands->shared);
}

static void run_binary_conv2d(const void* state, const struct bitplane_operands* operands) {
  const struct binary_conv2d_state* s = state;
  bitplane_walk_tiles(&s->convolution, &s->product, operands);
}

const struct bitplane_op bitplane_binary_conv2d = {
    .kind = BITPLANE_KIND_BINARY_CONV2D,
    .name = "binary-conv2d",
    .fuses = BITPLANE_ROLE_THRESHOLD | BITPLANE_ROLE_SIGN_POOL | BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_BITS,
    .output_element = BITPLANE_INT32,
    .num_attributes = NUM_BINARY_CONV2D_ATTRIBUTES,
    .num_sections = NUM_BINARY_CONV2D_SECTIONS,
    .check = check_binary_conv2d,
    .prepare = prepare_binary_conv2d,
    .begin = begin_binary_conv2d,
    .run = run_binary_conv2d,
};

// Convolution of floats by float weights: acc = bias, then acc = acc + x * w over the window's rows, columns and the
// group's channels, one rounding for each product and each sum, so that every kernel gives the same bits. A dense layer
// is one whose window is the image.
#include "../tensor.h"
#include "float32.h"
#include "float_rows.h"

enum { NUM_FLOAT_CONV2D_ATTRIBUTES = BITPLANE_CONVOLUTION_ATTRIBUTES };
enum { FLOAT_CONV2D_WEIGHTS = 0, FLOAT_CONV2D_BIAS = 1, NUM_FLOAT_CONV2D_SECTIONS };

// Its bytes fit 32 bits.
enum { MAX_FLOAT_LENGTH = 1 << 28 };

// Binary products that take as long as one of floats.
enum { FLOAT_PRODUCT_COST = 16 };

struct float_conv2d_state {
  struct bitplane_convolution convolution;
  struct bitplane_float_product product;
};

BITPLANE_ONCE static enum bitplane_status check_float_conv2d(const struct bitplane_layer* layer) {
  struct bitplane_filter filter;
  enum bitplane_status status = bitplane_check_convolution(layer, MAX_FLOAT_LENGTH, &filter);
  if (status != BITPLANE_OK) return status;
  const uint64_t num_weights = (uint64_t)filter.num_taps * filter.channels * layer->output.channels;
  const struct bitplane_section* bias = &layer->sections[FLOAT_CONV2D_BIAS];
  if (!bitplane_holds_floats(&layer->sections[FLOAT_CONV2D_WEIGHTS], num_weights, &status)) return status;
  if (bias->type != BITPLANE_SECTION_ABSENT) bitplane_holds_floats(bias, layer->output.channels, &status);
  return status;
}

// A depthwise convolution with one filter a channel is one group of channels.
static bool is_by_channels(const struct bitplane_layer* layer) {
  const uint32_t groups = layer->attributes[BITPLANE_GROUPS];
  return groups > 1 && groups == layer->input.channels && groups == layer->output.channels;
}

BITPLANE_ONCE static struct bitplane_ready prepare_float_conv2d(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  const float *weights = layer->sections[FLOAT_CONV2D_WEIGHTS].data, *bias = layer->sections[FLOAT_CONV2D_BIAS].data;
  struct float_conv2d_state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  struct float_conv2d_state s = {.product.kernel = bitplane_select_fgemm(setup->cpu_features)};
  const bool by_channels = is_by_channels(layer);
  const struct bitplane_form form = by_channels ? bitplane_prepare_float_channels(setup, weights, bias, &s.product)
                                                : bitplane_prepare_float_rows(setup, weights, bias, &s.product);
  s.convolution = bitplane_plan_convolution(setup, &form, 0);
  if (by_channels) s.convolution.groups = 1;
  if (state != NULL) *state = s;

  const size_t length = by_channels ? s.product.inside.num_taps : s.product.depth;
  struct bitplane_ready ready = bitplane_convolution_ready(&s.convolution, &s.product, length * FLOAT_PRODUCT_COST);
  ready.state = state;
  return ready;
}

static void run_float_conv2d(const void* state, const struct bitplane_operands* operands) {
  const struct float_conv2d_state* s = state;
  bitplane_walk_tiles(&s->convolution, &s->product, operands);
}

const struct bitplane_op bitplane_float_conv2d = {
    .kind = BITPLANE_KIND_FLOAT_CONV2D,
    .name = "float-conv2d",
    .fuses = BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .num_attributes = NUM_FLOAT_CONV2D_ATTRIBUTES,
    .num_sections = NUM_FLOAT_CONV2D_SECTIONS,
    .check = check_float_conv2d,
    .prepare = prepare_float_conv2d,
    .run = run_float_conv2d,
};

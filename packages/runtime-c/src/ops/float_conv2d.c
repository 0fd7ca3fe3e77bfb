// Convolution of floats by float weights: acc = bias, then acc = acc + x * w over the window's rows, columns and the
// group's channels, one rounding for each product and each sum, so that every kernel gives the same bits. A dense layer
// is one whose window is the image.
#include "../tensor.h"
#include "channels.h"
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
  union {
    struct bitplane_float_product rows;
    struct bitplane_channels channels;
  } product;
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

// [taps, channels] of the file's [channels, taps].
static const float* turn_weights(const float* weights, size_t num_taps, size_t channels, struct bitplane_arena* arena) {
  float* turned = bitplane_arena_take(arena, (uint64_t)num_taps * channels, sizeof *turned);
  if (turned == NULL) return NULL;
  for (size_t c = 0; c < channels; c++) {
    for (size_t tap = 0; tap < num_taps; tap++) turned[tap * channels + c] = weights[c * num_taps + tap];
  }
  return turned;
}

static struct bitplane_ready prepare_float_channels(const struct bitplane_setup* setup,
                                                    const struct bitplane_fgemm_kernel* kernel,
                                                    struct float_conv2d_state* s) {
  const struct bitplane_layer* layer = setup->layer;
  const struct bitplane_window window = bitplane_read_window(layer->attributes);
  const size_t num_taps = (size_t)window.rows.size * window.columns.size, channels = layer->input.channels;
  const float *weights = layer->sections[FLOAT_CONV2D_WEIGHTS].data, *bias = layer->sections[FLOAT_CONV2D_BIAS].data;
  const struct bitplane_channels_parts parts = {
      .run = kernel->run_depthwise,
      .kernel = kernel->name,
      .weights = turn_weights(weights, num_taps, channels, setup->arena),
      .base = bitplane_list_float_bases(bias, 1, channels, channels, setup->arena),
      .are_floats = true,
  };
  const struct bitplane_form form = bitplane_prepare_channels(setup, &parts, &s->product.channels);
  s->convolution = bitplane_plan_channels(setup, &form);
  return bitplane_convolution_ready(&s->convolution, &s->product, num_taps * FLOAT_PRODUCT_COST);
}

static struct bitplane_ready prepare_float_filters(const struct bitplane_setup* setup,
                                                   const struct bitplane_fgemm_kernel* kernel,
                                                   struct float_conv2d_state* s) {
  const struct bitplane_section* sections = setup->layer->sections;
  s->product.rows.kernel = kernel;
  const struct bitplane_form form = bitplane_prepare_float_rows(setup, sections[FLOAT_CONV2D_WEIGHTS].data,
                                                                sections[FLOAT_CONV2D_BIAS].data, &s->product.rows);
  s->convolution = bitplane_plan_convolution(setup, &form, 0);
  return bitplane_convolution_ready(&s->convolution, &s->product, s->product.rows.depth * FLOAT_PRODUCT_COST);
}

BITPLANE_ONCE static struct bitplane_ready prepare_float_conv2d(const struct bitplane_setup* setup) {
  const struct bitplane_fgemm_kernel* kernel = bitplane_select_fgemm(setup->cpu_features);
  struct float_conv2d_state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  struct float_conv2d_state s;
  struct bitplane_ready ready = bitplane_is_by_channels(setup->layer) ? prepare_float_channels(setup, kernel, &s)
                                                                      : prepare_float_filters(setup, kernel, &s);
  if (state != NULL) *state = s;
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

// Signs of several planes: r_1 = x, b_p = sign(r_p), r_(p+1) = r_p - s_p * b_p with one rounding; plane p is the
// channels p * C ... p * C + C - 1 of the output.
#include "../kernels/signs.h"
#include "../tensor.h"
#include "float32.h"
#include "op.h"

enum { RESIDUAL_SIGN_PLANES = 0, NUM_RESIDUAL_SIGN_ATTRIBUTES };
enum { RESIDUAL_SIGN_SCALES = 0, NUM_RESIDUAL_SIGN_SECTIONS };
enum { RESIDUAL_SIGN_MAX_PLANES = 4 };

struct residual_sign_state {
  size_t num_planes, channels;  // channels of the input
  const float* scales;          // [num_planes]
};

BITPLANE_ONCE static enum bitplane_status check_residual_sign(const struct bitplane_layer* layer) {
  enum bitplane_status status = BITPLANE_OK;
  const struct bitplane_tensor *x = &layer->input, *y = &layer->output;
  const uint32_t num_planes = layer->attributes[RESIDUAL_SIGN_PLANES];
  if (num_planes == 0 || num_planes > RESIDUAL_SIGN_MAX_PLANES) return BITPLANE_BAD_LAYER;
  if (x->height != y->height || x->width != y->width) return BITPLANE_BAD_LAYER;
  if ((uint64_t)x->channels * num_planes != y->channels) return BITPLANE_BAD_LAYER;
  if (!bitplane_holds_floats(&layer->sections[RESIDUAL_SIGN_SCALES], num_planes, &status)) return status;
  const float* scales = layer->sections[RESIDUAL_SIGN_SCALES].data;
  for (uint32_t p = 0; p < num_planes; p++) {
    if (!(scales[p] > 0)) return BITPLANE_BAD_VALUE;
  }
  return BITPLANE_OK;
}

BITPLANE_ONCE static struct bitplane_ready prepare_residual_sign(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct residual_sign_state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  if (state != NULL) {
    *state = (struct residual_sign_state){layer->attributes[RESIDUAL_SIGN_PLANES], layer->input.channels,
                                          layer->sections[RESIDUAL_SIGN_SCALES].data};
  }
  return (struct bitplane_ready){.state = state, .kernel = bitplane_plain_loops};
}

// All planes of up to 64 channels of a pixel, from channel `first` on. row: the pixel's bits, 0 before.
static void quantize_word(const struct residual_sign_state* s, const float* x, size_t first, uint64_t* row) {
  const size_t left = s->channels - first;
  const size_t num = left < BITPLANE_WORD_BITS ? left : BITPLANE_WORD_BITS;
  float rest[BITPLANE_WORD_BITS];
  memcpy(rest, x + first, num * sizeof *rest);
  for (size_t p = 0; p < s->num_planes; p++) {
    const uint64_t signs = bitplane_signs_of(rest, num);
    const float scale = s->scales[p];
    bitplane_put_columns(row, p * s->channels + first, &signs, num);
    for (size_t c = 0; c < num; c++) rest[c] = rest[c] - (rest[c] < 0 ? -scale : scale);
  }
}

static void run_residual_sign(const void* state, const struct bitplane_pixels* pixels) {
  const struct residual_sign_state* s = state;
  const size_t num_words = bitplane_row_words(s->num_planes * s->channels);
  const float* x = pixels->inputs[0];
  uint64_t* row = pixels->output;
  memset(row, 0, pixels->num * num_words * sizeof *row);
  for (size_t m = 0; m < pixels->num; m++, x += s->channels, row += num_words) {
    for (size_t first = 0; first < s->channels; first += BITPLANE_WORD_BITS) quantize_word(s, x, first, row);
  }
}

const struct bitplane_op bitplane_residual_sign = {
    .kind = BITPLANE_KIND_RESIDUAL_SIGN,
    .name = "residual-sign",
    .role = BITPLANE_ROLE_LINK,
    .fuses = BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_BITS,
    .num_attributes = NUM_RESIDUAL_SIGN_ATTRIBUTES,
    .num_sections = NUM_RESIDUAL_SIGN_SECTIONS,
    .check = check_residual_sign,
    .prepare = prepare_residual_sign,
    .run_pixels = run_residual_sign,
};

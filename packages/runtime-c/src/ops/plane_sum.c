// The sums of all planes as one: y_f = c_0f * acc_0f, then for p = 1 ... y_f = y_f + c_pf * acc_pf, one rounding for
// each product and each sum; acc_pf is channel p * F + f, converted exactly below 2^24 in size.
#include "float32.h"
#include "op.h"
#include "shapes.h"

enum { PLANES = 0, NUM_ATTRIBUTES };
enum { SCALES = 0, NUM_SECTIONS };
enum { MOST_PLANES = 16 };

struct state {
  size_t num_planes, filters;
  const float* scales;  // [num_planes, filters]
};

static enum bitplane_status check(const struct bitplane_layer* layer) {
  enum bitplane_status status = BITPLANE_OK;
  const struct bitplane_tensor *x = &layer->input, *y = &layer->output;
  const uint32_t num_planes = layer->attributes[PLANES];
  if (num_planes == 0 || num_planes > MOST_PLANES) return BITPLANE_BAD_LAYER;
  if (x->height != y->height || x->width != y->width) return BITPLANE_BAD_LAYER;
  if ((uint64_t)y->channels * num_planes != x->channels) return BITPLANE_BAD_LAYER;
  bitplane_holds_floats(&layer->sections[SCALES], x->channels, &status);
  return status;
}

static struct bitplane_ready prepare(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  if (state != NULL) {
    *state = (struct state){layer->attributes[PLANES], layer->output.channels, layer->sections[SCALES].data};
  }
  return (struct bitplane_ready){state, bitplane_plain_loops, 0};
}

static void sum_planes(const struct state* s, const int32_t* restrict acc, float* restrict y) {
  const float* restrict scales = s->scales;
  for (size_t f = 0; f < s->filters; f++) y[f] = scales[f] * (float)acc[f];
  for (size_t p = 1; p < s->num_planes; p++) {
    acc += s->filters;
    scales += s->filters;
    for (size_t f = 0; f < s->filters; f++) y[f] = y[f] + scales[f] * (float)acc[f];
  }
}

static void run_pixels(const void* state, const struct bitplane_pixels* pixels) {
  const struct state* s = state;
  for (size_t m = 0; m < pixels->num; m++) {
    sum_planes(s, (const int32_t*)pixels->inputs[0] + m * pixels->acc_step, (float*)pixels->output + m * s->filters);
  }
}

const struct bitplane_op bitplane_plane_sum = {
    .kind = 14,
    .name = "plane-sum",
    .input_elements = 1u << BITPLANE_INT32,
    .output_element = BITPLANE_FLOAT32,
    .num_attributes = NUM_ATTRIBUTES,
    .num_sections = NUM_SECTIONS,
    .check = check,
    .prepare = prepare,
    .run_pixels = run_pixels,
};

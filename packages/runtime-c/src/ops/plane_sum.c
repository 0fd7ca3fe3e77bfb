// The sums of all planes as one: y_f = c_0f * acc_0f, then for p = 1 ... y_f = y_f + c_pf * acc_pf, one rounding for
// each product and each sum; acc_pf is channel p * F + f, converted exactly below 2^24 in size.
#include "../kernels/kernels.h"
#include "../tensor.h"
#include "float32.h"
#include "op.h"

enum { PLANE_SUM_PLANES = 0, NUM_PLANE_SUM_ATTRIBUTES };
enum { PLANE_SUM_SCALES = 0, NUM_PLANE_SUM_SECTIONS };
enum { PLANE_SUM_MAX_PLANES = 16 };

struct plane_sum_state {
  const struct bitplane_floats_kernel* kernel;
  size_t num_planes, filters;
  const float* scales;     // [num_planes, filters]
  const float* no_offset;  // [filters]
};

BITPLANE_ONCE static enum bitplane_status check_plane_sum(const struct bitplane_layer* layer) {
  enum bitplane_status status = BITPLANE_OK;
  const struct bitplane_tensor *x = &layer->input, *y = &layer->output;
  const uint32_t num_planes = layer->attributes[PLANE_SUM_PLANES];
  if (num_planes == 0 || num_planes > PLANE_SUM_MAX_PLANES) return BITPLANE_BAD_LAYER;
  if (x->height != y->height || x->width != y->width) return BITPLANE_BAD_LAYER;
  if ((uint64_t)y->channels * num_planes != x->channels) return BITPLANE_BAD_LAYER;
  bitplane_holds_floats(&layer->sections[PLANE_SUM_SCALES], x->channels, &status);
  return status;
}

// -0 changes no summand; +0 would make +0 of -0.
static const float* make_no_offset(size_t filters, struct bitplane_arena* arena) {
  float* offset = bitplane_arena_take(arena, filters, sizeof *offset);
  for (size_t f = 0; offset != NULL && f < filters; f++) offset[f] = -0.0f;
  return offset;
}

BITPLANE_ONCE static struct bitplane_ready prepare_plane_sum(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct plane_sum_state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  const struct plane_sum_state values = {
      .kernel = bitplane_select_floats(setup->cpu_features),
      .num_planes = layer->attributes[PLANE_SUM_PLANES],
      .filters = layer->output.channels,
      .scales = layer->sections[PLANE_SUM_SCALES].data,
      .no_offset = make_no_offset(layer->output.channels, setup->arena),
  };
  if (state != NULL) *state = values;
  return (struct bitplane_ready){.state = state, .kernel = values.kernel->name};
}

static void run_plane_sum(const void* state, const struct bitplane_pixels* pixels) {
  const struct plane_sum_state* s = state;
  const struct bitplane_rows rows = {pixels->num, s->filters};
  const int32_t* acc = pixels->inputs[0];
  s->kernel->affine_int32(rows, acc, pixels->acc_step, s->scales, s->no_offset, pixels->output);
  for (size_t p = 1; p < s->num_planes; p++) {
    s->kernel->accumulate(rows, acc + p * s->filters, pixels->acc_step, s->scales + p * s->filters, pixels->output);
  }
}

const struct bitplane_op bitplane_plane_sum = {
    .kind = BITPLANE_KIND_PLANE_SUM,
    .name = "plane-sum",
    .role = BITPLANE_ROLE_LINK,
    .fuses = BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_INT32,
    .output_element = BITPLANE_FLOAT32,
    .num_attributes = NUM_PLANE_SUM_ATTRIBUTES,
    .num_sections = NUM_PLANE_SUM_SECTIONS,
    .check = check_plane_sum,
    .prepare = prepare_plane_sum,
    .run_pixels = run_plane_sum,
};

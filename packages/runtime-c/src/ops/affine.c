// Scale and offset of each channel: y = scale * x + offset, one rounding for the product and one for the sum.
// An int32 input is converted first, exactly below 2^24 in size.
#include "../kernels/kernels.h"
#include "../tensor.h"
#include "float32.h"
#include "op.h"

enum { AFFINE_SCALE = 0, AFFINE_OFFSET = 1, NUM_AFFINE_SECTIONS };

struct affine_state {
  const struct bitplane_floats_kernel* kernel;
  bool from_int32;
  size_t channels;
  const float* scale;   // [channels]
  const float* offset;  // the same
};

BITPLANE_ONCE static enum bitplane_status check_affine(const struct bitplane_layer* layer) {
  enum bitplane_status status = BITPLANE_OK;
  if (!bitplane_same_shape(&layer->input, &layer->output)) return BITPLANE_BAD_LAYER;
  for (int part = AFFINE_SCALE; part <= AFFINE_OFFSET; part++) {
    const struct bitplane_section* section = &layer->sections[part];
    if (section->type == BITPLANE_SECTION_ABSENT) continue;
    if (!bitplane_holds_floats(section, layer->input.channels, &status)) return status;
  }
  return BITPLANE_OK;
}

// The section's floats or, where it is absent, the number that changes nothing: 1 as a factor, -0 as a summand (+0
// would make +0 of -0).
static const float* floats_or(const struct bitplane_setup* setup, int part, float neutral) {
  const struct bitplane_section* section = &setup->layer->sections[part];
  if (section->type != BITPLANE_SECTION_ABSENT) return section->data;
  float* floats = bitplane_arena_take(setup->arena, setup->layer->input.channels, sizeof *floats);
  for (size_t c = 0; floats != NULL && c < setup->layer->input.channels; c++) floats[c] = neutral;
  return floats;
}

BITPLANE_ONCE static struct bitplane_ready prepare_affine(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct affine_state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  const struct affine_state values = {
      .kernel = bitplane_select_floats(setup->cpu_features),
      .from_int32 = layer->input.element == BITPLANE_INT32,
      .channels = layer->input.channels,
      .scale = floats_or(setup, AFFINE_SCALE, 1.0f),
      .offset = floats_or(setup, AFFINE_OFFSET, -0.0f),
  };
  if (state != NULL) *state = values;
  return (struct bitplane_ready){.state = state, .kernel = values.kernel->name};
}

static void run_affine(const void* state, const struct bitplane_pixels* pixels) {
  const struct affine_state* s = state;
  const struct bitplane_rows rows = {pixels->num, s->channels};
  if (s->from_int32) {
    s->kernel->affine_int32(rows, pixels->inputs[0], pixels->acc_step, s->scale, s->offset, pixels->output);
  } else {
    s->kernel->affine_float32(rows, pixels->inputs[0], s->scale, s->offset, pixels->output);
  }
}

const struct bitplane_op bitplane_affine = {
    .kind = BITPLANE_KIND_AFFINE,
    .name = "affine",
    .role = BITPLANE_ROLE_LINK,
    .fuses = BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_INT32 | 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .num_sections = NUM_AFFINE_SECTIONS,
    .check = check_affine,
    .prepare = prepare_affine,
    .run_pixels = run_affine,
};

// From accumulators to signs by comparison with integers.
#include "../bits.h"
#include "../tensor.h"
#include "thresholds.h"

BITPLANE_ONCE static enum bitplane_status check_threshold(const struct bitplane_layer* layer) {
  const struct bitplane_section* lower = &layer->sections[BITPLANE_THRESHOLD_LOWER];
  const struct bitplane_section* upper = &layer->sections[BITPLANE_THRESHOLD_UPPER];
  const struct bitplane_section* flip = &layer->sections[BITPLANE_THRESHOLD_FLIP];
  const uint32_t per_element = layer->attributes[BITPLANE_THRESHOLD_PER_ELEMENT];
  if (per_element > 1 || !bitplane_same_shape(&layer->input, &layer->output)) return BITPLANE_BAD_LAYER;

  const uint64_t rows = per_element ? bitplane_num_pixels(&layer->input) : 1;
  const uint32_t channels = layer->input.channels;
  if (!bitplane_section_holds(lower, BITPLANE_SECTION_INT16, rows * channels) &&
      !bitplane_section_holds(lower, BITPLANE_SECTION_INT32, rows * channels)) {
    return BITPLANE_BAD_LAYER;
  }
  const bool has_upper = upper->type != BITPLANE_SECTION_ABSENT;
  if (has_upper && !bitplane_section_holds(upper, lower->type, rows * channels)) return BITPLANE_BAD_LAYER;
  if (!bitplane_section_holds(flip, BITPLANE_SECTION_BITS, rows * bitplane_row_words(channels)))
    return BITPLANE_BAD_LAYER;
  return bitplane_padding_is_zero(flip->data, (size_t)rows, channels) ? BITPLANE_OK : BITPLANE_BAD_VALUE;
}

struct threshold_state {
  struct bitplane_thresholds thresholds;
  size_t num_pixels;
};

BITPLANE_ONCE static struct bitplane_ready prepare_threshold(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  const struct threshold_state values = {bitplane_read_thresholds(layer, setup->cpu_features),
                                         (size_t)bitplane_num_pixels(&layer->output)};
  struct threshold_state* state = bitplane_arena_take(setup->arena, 1, sizeof values);
  if (state != NULL) *state = values;
  return (struct bitplane_ready){.state = state, .kernel = values.thresholds.kernel->name};
}

static void run_threshold(const void* state_, const struct bitplane_operands* operands) {
  const struct threshold_state* state = state_;
  const int32_t* acc = operands->input;
  const size_t channels = state->thresholds.channels;
  const struct bitplane_tile whole = {0, state->num_pixels, acc, channels};
  bitplane_apply_thresholds(&state->thresholds, &whole, operands->output);
}

const struct bitplane_op bitplane_threshold = {
    .kind = BITPLANE_KIND_THRESHOLD,
    .name = "threshold",
    .role = BITPLANE_ROLE_THRESHOLD,
    .input_elements = 1u << BITPLANE_INT32,
    .output_element = BITPLANE_BITS,
    .num_attributes = BITPLANE_THRESHOLD_ATTRIBUTES,
    .num_sections = BITPLANE_THRESHOLD_SECTIONS,
    .check = check_threshold,
    .prepare = prepare_threshold,
    .run = run_threshold,
};

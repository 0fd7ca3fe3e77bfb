// From accumulators to signs by comparison with integers.
#include "threshold.h"

#include "../bits.h"
#include "../tensor.h"

enum { PER_ELEMENT = 0 };
enum { LOWER = 0, UPPER = 1, FLIP = 2 };

BITPLANE_ONCE static enum bitplane_status check(const struct bitplane_layer* layer) {
  const struct bitplane_section* lower = &layer->sections[LOWER];
  const struct bitplane_section* upper = &layer->sections[UPPER];
  const struct bitplane_section* flip = &layer->sections[FLIP];
  const uint32_t per_element = layer->attributes[PER_ELEMENT];
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

struct bitplane_thresholds bitplane_read_thresholds(const struct bitplane_layer* layer, uint32_t cpu_features) {
  const bool per_element = layer->attributes[PER_ELEMENT] != 0;
  const size_t channels = layer->output.channels;
  const struct bitplane_thresholds thresholds = {
      .kernel = bitplane_select_threshold(cpu_features),
      .channels = channels,
      .bound_nbytes = layer->sections[LOWER].type == BITPLANE_SECTION_INT16 ? sizeof(int16_t) : sizeof(int32_t),
      .bounds_step = per_element ? channels : 0,
      .lower = layer->sections[LOWER].data,
      .upper = layer->sections[UPPER].data,
      .flip_step = per_element ? bitplane_row_words(channels) : 0,
      .flip = layer->sections[FLIP].data,
  };
  return thresholds;
}

int32_t bitplane_read_bound(const struct bitplane_thresholds* t, const void* bounds, size_t index) {
  return t->bound_nbytes == sizeof(int16_t) ? ((const int16_t*)bounds)[index] : ((const int32_t*)bounds)[index];
}

void bitplane_apply_thresholds(const struct bitplane_thresholds* t, const struct bitplane_tile* tile, uint64_t* bits) {
  const size_t num_words = bitplane_row_words(t->channels);
  for (size_t m = 0; m < tile->num_pixels; m++) {
    const size_t pixel = tile->first_pixel + m;
    const size_t first_bound = pixel * t->bounds_step * t->bound_nbytes;
    const struct bitplane_bounds bounds = {
        .nbytes = t->bound_nbytes,
        .lower = t->lower + first_bound,
        .upper = t->upper == NULL ? NULL : t->upper + first_bound,
        .flip = t->flip + pixel * t->flip_step,
    };
    t->kernel->run(t->channels, tile->acc + m * tile->ldacc, &bounds, bits + m * num_words);
  }
}

void bitplane_flip_signs(const struct bitplane_thresholds* t, size_t first_pixel, size_t num_pixels, uint64_t* bits) {
  const size_t num_words = bitplane_row_words(t->channels);
  for (size_t m = 0; m < num_pixels; m++, bits += num_words) {
    const uint64_t* flip = t->flip + (first_pixel + m) * t->flip_step;
    for (size_t k = 0; k < num_words; k++) bits[k] ^= flip[k];
  }
}

struct state {
  struct bitplane_thresholds thresholds;
  size_t num_pixels;
};

BITPLANE_ONCE static struct bitplane_ready prepare(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  const struct state values = {bitplane_read_thresholds(layer, setup->cpu_features),
                               (size_t)bitplane_num_pixels(&layer->output)};
  struct state* state = bitplane_arena_take(setup->arena, 1, sizeof values);
  if (state != NULL) *state = values;
  return (struct bitplane_ready){.state = state, .kernel = values.thresholds.kernel->name};
}

static void run(const void* state_, const struct bitplane_operands* operands) {
  const struct state* state = state_;
  const int32_t* acc = operands->input;
  const size_t channels = state->thresholds.channels;
  const struct bitplane_tile whole = {0, state->num_pixels, acc, channels};
  bitplane_apply_thresholds(&state->thresholds, &whole, operands->output);
}

const struct bitplane_op bitplane_threshold = {
    .kind = 3,
    .name = "threshold",
    .role = BITPLANE_ROLE_THRESHOLD,
    .input_elements = 1u << BITPLANE_INT32,
    .output_element = BITPLANE_BITS,
    .num_attributes = 1,
    .num_sections = 3,
    .check = check,
    .prepare = prepare,
    .run = run,
};

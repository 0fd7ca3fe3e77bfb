// From accumulators to planes of signs: an element is +1 inside any of its intervals. Plane p is the channels
// p * C ... p * C + C - 1 of the output.
#include <string.h>

#include "../bits.h"
#include "../kernels/kernels.h"
#include "../tensor.h"
#include "op.h"

enum { MULTI_THRESHOLD_PER_ELEMENT = 0, MULTI_THRESHOLD_PLANES = 1, INTERVALS = 2, NUM_MULTI_THRESHOLD_ATTRIBUTES };
enum { MULTI_THRESHOLD_LOWER = 0, MULTI_THRESHOLD_UPPER = 1, NUM_MULTI_THRESHOLD_SECTIONS };
enum { MULTI_THRESHOLD_MAX_PLANES = 4, MAX_INTERVALS = 16 };

struct multi_threshold_state {
  const struct bitplane_threshold_kernel* kernel;
  size_t channels;  // of the input
  size_t num_planes, num_intervals;
  size_t bound_nbytes;
  size_t interval_nbytes;  // bounds of an interval of a plane: of all channels, or of all elements
  size_t pixel_nbytes;     // from one pixel's bounds to the next: 0 where all share them
  const uint8_t *lower, *upper;
};

BITPLANE_ONCE static enum bitplane_status check_multi_threshold(const struct bitplane_layer* layer) {
  const struct bitplane_tensor *acc = &layer->input, *bits = &layer->output;
  const uint32_t per_element = layer->attributes[MULTI_THRESHOLD_PER_ELEMENT];
  const uint32_t num_planes = layer->attributes[MULTI_THRESHOLD_PLANES], num_intervals = layer->attributes[INTERVALS];
  if (per_element > 1 || acc->height != bits->height || acc->width != bits->width) return BITPLANE_BAD_LAYER;
  if (num_planes == 0 || num_planes > MULTI_THRESHOLD_MAX_PLANES) return BITPLANE_BAD_LAYER;
  if (num_intervals == 0 || num_intervals > MAX_INTERVALS) return BITPLANE_BAD_LAYER;
  if ((uint64_t)num_planes * acc->channels != bits->channels) return BITPLANE_BAD_LAYER;

  const struct bitplane_section *lower = &layer->sections[MULTI_THRESHOLD_LOWER],
                                *upper = &layer->sections[MULTI_THRESHOLD_UPPER];
  const uint64_t num_bounds =
      num_planes * num_intervals * (per_element ? bitplane_num_elements(acc) : (uint64_t)acc->channels);
  const bool is_sound = (bitplane_section_holds(lower, BITPLANE_SECTION_INT16, num_bounds) ||
                         bitplane_section_holds(lower, BITPLANE_SECTION_INT32, num_bounds)) &&
                        bitplane_section_holds(upper, lower->type, num_bounds);
  return is_sound ? BITPLANE_OK : BITPLANE_BAD_LAYER;
}

BITPLANE_ONCE static struct bitplane_ready prepare_multi_threshold(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct multi_threshold_state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  struct multi_threshold_state s = {
      .kernel = bitplane_select_threshold(setup->cpu_features),
      .channels = layer->input.channels,
      .num_planes = layer->attributes[MULTI_THRESHOLD_PLANES],
      .num_intervals = layer->attributes[INTERVALS],
      .bound_nbytes =
          layer->sections[MULTI_THRESHOLD_LOWER].type == BITPLANE_SECTION_INT16 ? sizeof(int16_t) : sizeof(int32_t),
      .lower = layer->sections[MULTI_THRESHOLD_LOWER].data,
      .upper = layer->sections[MULTI_THRESHOLD_UPPER].data,
  };
  s.interval_nbytes = s.channels * s.bound_nbytes;
  if (layer->attributes[MULTI_THRESHOLD_PER_ELEMENT]) {
    s.pixel_nbytes = s.interval_nbytes;
    s.interval_nbytes *= (size_t)bitplane_num_pixels(&layer->input);
  }
  if (state != NULL) *state = s;
  return (struct bitplane_ready){.state = state, .kernel = s.kernel->name};
}

// Returns the signs of up to 64 channels of a pixel, starting at channel `first`, in the plane whose bounds start at
// `offset`.
static uint64_t signs_at(const struct multi_threshold_state* s, const int32_t* acc, size_t first, size_t num,
                         size_t offset) {
  static const uint64_t no_flips = 0;
  uint64_t outside = ~UINT64_C(0);
  offset += first * s->bound_nbytes;
  for (size_t t = 0; t < s->num_intervals; t++, offset += s->interval_nbytes) {
    const struct bitplane_bounds bounds = {s->bound_nbytes, s->lower + offset, s->upper + offset, &no_flips};
    uint64_t signs;
    s->kernel->run(num, acc + first, &bounds, &signs);
    outside &= signs;
  }
  return outside;
}

static void run_multi_threshold(const void* state, const struct bitplane_pixels* pixels) {
  const struct multi_threshold_state* s = state;
  const size_t num_words = bitplane_row_words(s->num_planes * s->channels);
  const int32_t* acc = pixels->inputs[0];
  uint64_t* row = pixels->output;
  memset(row, 0, pixels->num * num_words * sizeof *row);
  for (size_t m = 0; m < pixels->num; m++, acc += pixels->acc_step, row += num_words) {
    size_t offset = (pixels->first + m) * s->pixel_nbytes;
    for (size_t p = 0; p < s->num_planes; p++, offset += s->num_intervals * s->interval_nbytes) {
      for (size_t first = 0; first < s->channels; first += BITPLANE_WORD_BITS) {
        const size_t left = s->channels - first;
        const size_t num = left < BITPLANE_WORD_BITS ? left : BITPLANE_WORD_BITS;
        const uint64_t signs = signs_at(s, acc, first, num, offset);
        bitplane_put_columns(row, p * s->channels + first, &signs, num);
      }
    }
  }
}

const struct bitplane_op bitplane_multi_threshold = {
    .kind = BITPLANE_KIND_MULTI_THRESHOLD,
    .name = "multi-threshold",
    .role = BITPLANE_ROLE_LINK,
    .fuses = BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_INT32,
    .output_element = BITPLANE_BITS,
    .num_attributes = NUM_MULTI_THRESHOLD_ATTRIBUTES,
    .num_sections = NUM_MULTI_THRESHOLD_SECTIONS,
    .check = check_multi_threshold,
    .prepare = prepare_multi_threshold,
    .run_pixels = run_multi_threshold,
};

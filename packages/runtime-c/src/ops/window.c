// Geometry of windows, checked in 64 bits: attributes may be any 32-bit numbers.
#include "window.h"

struct bitplane_window bitplane_read_window(const uint32_t attributes[BITPLANE_WINDOW_ATTRIBUTES]) {
  const struct bitplane_window window = {
      .rows = {attributes[0], attributes[2], attributes[4], attributes[6], attributes[8]},
      .columns = {attributes[1], attributes[3], attributes[5], attributes[7], attributes[9]},
  };
  return window;
}

// (size - 1) * dilation + 1 < 2^64, and extent plus pads < 2^34.
static bool axis_fits(const struct bitplane_axis* axis, uint32_t input_extent, uint32_t output_extent) {
  if (axis->size == 0 || axis->stride == 0 || axis->dilation == 0) return false;
  const uint64_t reach = (uint64_t)(axis->size - 1) * axis->dilation + 1;
  const uint64_t padded = (uint64_t)input_extent + axis->before + axis->after;
  return reach <= padded && (padded - reach) / axis->stride + 1 == output_extent;
}

// A reader may list them one by one.
#define MAX_TAPS (UINT64_C(1) << 24)

bool bitplane_window_fits(const struct bitplane_window* window, const struct bitplane_layer* layer) {
  return (uint64_t)window->rows.size * window->columns.size <= MAX_TAPS &&
         axis_fits(&window->rows, layer->input.height, layer->output.height) &&
         axis_fits(&window->columns, layer->input.width, layer->output.width);
}

// Number of taps that lie before padded coordinate `limit`, when tap 0 lies at `origin`.
static uint32_t taps_before(const struct bitplane_axis* axis, uint64_t origin, uint64_t limit) {
  if (limit <= origin) return 0;
  const uint64_t taps = (limit - origin - 1) / axis->dilation + 1;
  return taps < axis->size ? (uint32_t)taps : axis->size;
}

struct bitplane_taps bitplane_taps_at(const struct bitplane_axis* axis, uint32_t position, uint32_t extent) {
  const uint64_t origin = (uint64_t)position * axis->stride;
  struct bitplane_taps taps = {0, 0, 0, 0};
  taps.first = taps_before(axis, origin, axis->before);
  taps.end = taps_before(axis, origin, (uint64_t)axis->before + extent);
  if (taps.first < taps.end) taps.start = (uint32_t)(origin + (uint64_t)taps.first * axis->dilation - axis->before);
  return taps;
}

const struct bitplane_taps* bitplane_list_taps(const struct bitplane_axis* axis, uint32_t num_positions,
                                               uint32_t extent, struct bitplane_arena* arena, uint32_t* num_patterns) {
  struct bitplane_taps* list = bitplane_arena_take(arena, num_positions, sizeof *list);
  struct bitplane_taps last = bitplane_taps_at(axis, 0, extent);
  for (uint32_t position = 0; position < num_positions; position++) {
    struct bitplane_taps taps = bitplane_taps_at(axis, position, extent);
    const bool is_same = taps.first == last.first && taps.end == last.end;
    taps.pattern = last.pattern + (is_same ? 0 : 1);
    if (list != NULL) list[position] = taps;
    last = taps;
  }
  *num_patterns = last.pattern + 1;
  return list;
}

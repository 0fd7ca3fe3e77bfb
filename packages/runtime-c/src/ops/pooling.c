// Geometry of pooling windows.
#include "pooling.h"

static bool always_has_a_tap(const struct bitplane_axis* axis, uint32_t num_positions, uint32_t extent) {
  for (uint32_t position = 0; position < num_positions; position++) {
    const struct bitplane_taps taps = bitplane_taps_at(axis, position, extent);
    if (taps.first == taps.end) return false;
  }
  return true;
}

enum bitplane_status bitplane_check_pooling(const struct bitplane_layer* layer) {
  const struct bitplane_window window = bitplane_read_window(layer->attributes);
  const struct bitplane_tensor *x = &layer->input, *y = &layer->output;
  const bool fits = bitplane_window_fits(&window, layer) && x->channels == y->channels &&
                    always_has_a_tap(&window.rows, y->height, x->height) &&
                    always_has_a_tap(&window.columns, y->width, x->width);
  return fits ? BITPLANE_OK : BITPLANE_BAD_LAYER;
}

struct bitplane_pooling bitplane_plan_pooling(const struct bitplane_layer* layer, struct bitplane_arena* arena) {
  const struct bitplane_window window = bitplane_read_window(layer->attributes);
  uint32_t num_patterns;
  const struct bitplane_pooling pooling = {
      .window = window,
      .rows = bitplane_list_taps(&window.rows, layer->output.height, layer->input.height, arena, &num_patterns),
      .columns = bitplane_list_taps(&window.columns, layer->output.width, layer->input.width, arena, &num_patterns),
      .height = layer->output.height,
      .width = layer->output.width,
      .input_width = layer->input.width,
      .channels = layer->input.channels,
      .num_blocks = ((size_t)layer->input.channels + BITPLANE_POOL_CHANNELS - 1) / BITPLANE_POOL_CHANNELS,
  };
  return pooling;
}

struct bitplane_work bitplane_pooling_work(const struct bitplane_pooling* pooling) {
  const float num_pixels = (float)pooling->height * (float)pooling->width;
  const float num_taps = (float)pooling->window.rows.size * (float)pooling->window.columns.size;
  return (struct bitplane_work){
      .num_units = (size_t)pooling->height * pooling->width * pooling->num_blocks,
      .tile_units = 1,
      .cost = num_pixels * (float)pooling->channels * num_taps * (float)BITPLANE_NUMBER_COST,
  };
}

// Windows over numbers, shared by average-pool and max-pool.
#ifndef BITPLANE_OPS_POOLING_H_
#define BITPLANE_OPS_POOLING_H_

#include "op.h"
#include "window.h"

enum { BITPLANE_POOLING_ATTRIBUTES = BITPLANE_WINDOW_ATTRIBUTES };

// Channels of a block, which is a unit of work.
enum { BITPLANE_POOL_CHANNELS = 64 };

struct bitplane_pooling {
  struct bitplane_window window;
  const struct bitplane_taps* rows;     // [height]
  const struct bitplane_taps* columns;  // [width]
  uint32_t height, width;               // of the output
  size_t input_width, channels;
  size_t num_blocks;  // of channels, in a pixel
};

// Checks window and output shape, and that every window has a tap inside the image: one wholly in the padding would
// have no value. Errors: BAD_LAYER.
enum bitplane_status bitplane_check_pooling(const struct bitplane_layer* layer);

// Takes the tap lists from the arena.
struct bitplane_pooling bitplane_plan_pooling(const struct bitplane_layer* layer, struct bitplane_arena* arena);

// Its units are the blocks of each output pixel, so that a pool over the whole image can be split too.
struct bitplane_work bitplane_pooling_work(const struct bitplane_pooling* pooling);

// Where the taps inside the image lie when the window is at one output pixel.
struct bitplane_pool_taps {
  size_t num_rows, num_columns;
  size_t first, row_step, column_step;  // in pixels of the input
};

// Channels [first, first + num) of an output pixel.
struct bitplane_pool_unit {
  size_t row, column;
  size_t first, num;
};

static inline struct bitplane_pool_unit bitplane_pool_unit_at(const struct bitplane_pooling* pooling, size_t unit) {
  const size_t pixel = unit / pooling->num_blocks;
  const size_t first = unit % pooling->num_blocks * BITPLANE_POOL_CHANNELS, left = pooling->channels - first;
  return (struct bitplane_pool_unit){
      .row = pixel / pooling->width,
      .column = pixel % pooling->width,
      .first = first,
      .num = left < BITPLANE_POOL_CHANNELS ? left : BITPLANE_POOL_CHANNELS,
  };
}

static inline struct bitplane_pool_taps bitplane_pool_taps_at(const struct bitplane_pooling* pooling, size_t row,
                                                              size_t column) {
  const struct bitplane_taps *rows = &pooling->rows[row], *columns = &pooling->columns[column];
  return (struct bitplane_pool_taps){
      .num_rows = rows->end - rows->first,
      .num_columns = columns->end - columns->first,
      .first = rows->start * pooling->input_width + columns->start,
      .row_step = pooling->input_width * pooling->window.rows.dilation,
      .column_step = pooling->window.columns.dilation,
  };
}

#endif

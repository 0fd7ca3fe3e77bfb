// The window that a convolution or a pooling moves over an image.
#ifndef BITPLANE_OPS_WINDOW_H_
#define BITPLANE_OPS_WINDOW_H_

#include <stdbool.h>

#include "../arena.h"
#include "../records.h"

enum { BITPLANE_WINDOW_ATTRIBUTES = 10 };

// Rows, columns or pixels that lie side by side.
struct bitplane_span {
  size_t first, end;
};

// One axis: rows or columns.
struct bitplane_axis {
  uint32_t size, stride, dilation;
  uint32_t before, after;  // padding
};

struct bitplane_window {
  struct bitplane_axis rows, columns;
};

struct bitplane_window bitplane_read_window(const uint32_t attributes[BITPLANE_WINDOW_ATTRIBUTES]);

// Returns whether the window fits into the padded image, and moving it gives the output's height and width.
bool bitplane_window_fits(const struct bitplane_window* window, const struct bitplane_layer* layer);

// The taps of one axis that lie inside the image when the window is at one output position. Equal for all that have
// the same pattern; patterns count up from 0 along the axis.
struct bitplane_taps {
  uint32_t first, end;  // first <= end <= size
  uint32_t start;       // row or column under tap `first`; 0 if first == end
  uint32_t pattern;
};

// Returns the taps at `position` of an image with `extent` rows or columns; pattern is 0.
struct bitplane_taps bitplane_taps_at(const struct bitplane_axis* axis, uint32_t position, uint32_t extent);

// The taps at every position. Returns [num_positions] from the arena, NULL while measuring, and the number of patterns.
const struct bitplane_taps* bitplane_list_taps(const struct bitplane_axis* axis, uint32_t num_positions,
                                               uint32_t extent, struct bitplane_arena* arena, uint32_t* num_patterns);

#endif

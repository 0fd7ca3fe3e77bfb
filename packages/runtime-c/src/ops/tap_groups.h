// The pixels of a tile in groups that multiply the same taps. Taps outside the image add nothing where the padding is
// 0, so that a group leaves out those that are outside for all of its pixels: those of the first and last rows and, in
// narrow images, of the first and last columns, of which a tile then has several pixels.
#ifndef BITPLANE_OPS_TAP_GROUPS_H_
#define BITPLANE_OPS_TAP_GROUPS_H_

#include "patches.h"

enum { BITPLANE_MAX_GROUP_PIXELS = 64 };

// Builds for small code, which alone have no carry-save kernel, multiply all taps: a kilobyte less.
#if BITPLANE_HAVE_CARRY_SAVE
enum { BITPLANE_MAY_SKIP_TAPS = 1 };
#else
enum { BITPLANE_MAY_SKIP_TAPS = 0 };
#endif

struct bitplane_tap_plan {
  bool skips;                  // taps outside the image
  bool is_flat;                // each pixel of the image is one of the output, and no row differs from another
  bool has_column_groups;      // of the columns that are not inner; else these are in groups by rows too
  struct bitplane_span inner;  // columns that have the same taps
  size_t tile_pixels;          // <= BITPLANE_MAX_GROUP_PIXELS
};

// What multiplying costs, and how many pixels a tile may have.
struct bitplane_tap_costs {
  size_t max_pixels;   // <= BITPLANE_MAX_GROUP_PIXELS
  size_t pixel_block;  // pixels that take as long as one
  size_t tap, run;     // of a tap, and of each row of taps that do not follow those of the row before, in the same unit
};

// may_skip: whether taps outside the image add nothing.
struct bitplane_tap_plan bitplane_plan_taps(const struct bitplane_patches* patches, uint32_t output_height,
                                            bool may_skip, const struct bitplane_tap_costs* costs);

// An output pixel. With is_flat, all are in row 0.
struct bitplane_place {
  size_t row, column;
};

// Rows and columns of the window.
struct bitplane_tap_spans {
  struct bitplane_span rows, columns;
};

// Fills the taps that the group of an output pixel multiplies.
void bitplane_taps_of(const struct bitplane_tap_plan* plan, const struct bitplane_patches* patches,
                      const struct bitplane_place* place, struct bitplane_tap_spans* taps);

// Pixels side by side that have the same taps inside the image.
struct bitplane_segment {
  struct bitplane_place place;  // of the first
  size_t num_pixels;
};

struct bitplane_tap_group {
  struct bitplane_tap_spans taps;
  size_t num_segments;
  struct bitplane_segment segments[BITPLANE_MAX_GROUP_PIXELS];
};

// A walk over the groups of a tile.
struct bitplane_group_walk {
  const struct bitplane_tap_plan* plan;
  const struct bitplane_patches* patches;
  size_t num_pixels;
  struct bitplane_place first, last;  // of the tile
  struct bitplane_place next;  // the row of the next group by rows and, after these, the column of the next by columns
};

struct bitplane_group_walk bitplane_walk_groups(const struct bitplane_tap_plan* plan,
                                                const struct bitplane_patches* patches, size_t first_pixel,
                                                size_t num_pixels);

// Fills the next group; returns whether there was one.
bool bitplane_next_group(struct bitplane_group_walk* walk, struct bitplane_tap_group* group);

#endif

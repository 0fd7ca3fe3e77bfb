// Groups by rows first, then those by columns.
#include "tap_groups.h"

#include "../once.h"

// Returns the longest run of columns that have the same taps.
static struct bitplane_span inner_columns(const struct bitplane_patches* p) {
  struct bitplane_span inner = {0, 0};
  for (uint32_t first = 0, end; first < p->output_width; first = end) {
    for (end = first + 1; end < p->output_width && p->columns[end].pattern == p->columns[first].pattern;) end++;
    if (end - first > inner.end - inner.first) inner = (struct bitplane_span){first, end};
  }
  return inner;
}

// Those inside the image, or all: a group multiplies something.
static struct bitplane_span read_taps(const struct bitplane_taps* taps, uint32_t size) {
  if (taps->first == taps->end) return (struct bitplane_span){0, size};
  return (struct bitplane_span){taps->first, taps->end};
}

static bool skips(const struct bitplane_tap_plan* plan) { return BITPLANE_MAY_SKIP_TAPS && plan->skips; }

static bool has_column_groups(const struct bitplane_tap_plan* plan) {
  return BITPLANE_MAY_SKIP_TAPS && plan->has_column_groups;
}

static bool is_by_columns(const struct bitplane_tap_plan* plan, size_t column) {
  return has_column_groups(plan) && (column < plan->inner.first || column >= plan->inner.end);
}

void bitplane_taps_of(const struct bitplane_tap_plan* plan, const struct bitplane_patches* p,
                      const struct bitplane_place* place, struct bitplane_tap_spans* taps) {
  const uint32_t num_rows = p->window.rows.size, num_columns = p->window.columns.size;
  const bool by_columns = skips(plan) && is_by_columns(plan, place->column);
  taps->rows =
      skips(plan) && !by_columns ? read_taps(&p->rows[place->row], num_rows) : (struct bitplane_span){0, num_rows};
  taps->columns =
      by_columns ? read_taps(&p->columns[place->column], num_columns) : (struct bitplane_span){0, num_columns};
}

struct bitplane_group_walk bitplane_walk_groups(const struct bitplane_tap_plan* plan, const struct bitplane_patches* p,
                                                size_t first_pixel, size_t num_pixels) {
  struct bitplane_group_walk walk = {.plan = plan, .patches = p, .num_pixels = num_pixels};
  const size_t width = p->output_width;
  walk.first.column = first_pixel;
  if (plan->is_flat) return walk;
  walk.first = (struct bitplane_place){first_pixel / width, first_pixel % width};
  const size_t last = walk.first.column + num_pixels - 1;  // from the start of the first row
  walk.last = (struct bitplane_place){walk.first.row + last / width, last % width};
  walk.next.row = walk.first.row;
  return walk;
}

static void add_segment(size_t row, size_t first, size_t end, struct bitplane_tap_group* group) {
  if (first >= end) return;
  group->segments[group->num_segments++] = (struct bitplane_segment){{row, first}, end - first};
}

// Adds what the tile has of some columns of a row: the inner ones together, the others one by one.
static void add_row(const struct bitplane_group_walk* walk, size_t row, struct bitplane_span columns,
                    struct bitplane_tap_group* group) {
  const struct bitplane_span inner = walk->plan->inner;
  size_t column = columns.first, end = columns.end;
  if (row == walk->first.row && column < walk->first.column) column = walk->first.column;
  if (row == walk->last.row && end > walk->last.column + 1) end = walk->last.column + 1;
  for (; column < end && column < inner.first; column++) add_segment(row, column, column + 1, group);
  const size_t inner_end = end < inner.end ? end : inner.end;
  if (column < inner_end) {
    add_segment(row, column, inner_end, group);
    column = inner_end;
  }
  for (; column < end; column++) add_segment(row, column, column + 1, group);
}

static void fill_rows(struct bitplane_group_walk* walk, struct bitplane_tap_group* group) {
  const struct bitplane_tap_plan* plan = walk->plan;
  const struct bitplane_taps* rows = walk->patches->rows;
  const struct bitplane_span all = {0, walk->patches->output_width},
                             columns = has_column_groups(plan) ? plan->inner : all;
  const size_t first = walk->next.row;
  while (walk->next.row <= walk->last.row && (!skips(plan) || rows[first].pattern == rows[walk->next.row].pattern)) {
    add_row(walk, walk->next.row++, columns, group);
  }
}

static void fill_columns(struct bitplane_group_walk* walk, struct bitplane_tap_group* group) {
  const struct bitplane_taps* columns = walk->patches->columns;
  const struct bitplane_span inner = walk->plan->inner;
  const size_t first = walk->next.column, limit = first < inner.first ? inner.first : walk->patches->output_width;
  while (walk->next.column < limit && columns[first].pattern == columns[walk->next.column].pattern) walk->next.column++;
  const struct bitplane_span taken = {first, walk->next.column};
  for (size_t row = walk->first.row; row <= walk->last.row; row++) add_row(walk, row, taken, group);
}

// All pixels in one segment, whichever rows they are in.
static void fill_flat(struct bitplane_group_walk* walk, struct bitplane_tap_group* group) {
  group->segments[group->num_segments++] = (struct bitplane_segment){{0, walk->first.column}, walk->num_pixels};
  walk->next.row = walk->last.row + 1;
}

bool bitplane_next_group(struct bitplane_group_walk* walk, struct bitplane_tap_group* group) {
  const struct bitplane_tap_plan* plan = walk->plan;
  group->num_segments = 0;
  while (group->num_segments == 0 && walk->next.row <= walk->last.row) {
    if (plan->is_flat) {
      fill_flat(walk, group);
    } else {
      fill_rows(walk, group);
    }
  }
  while (group->num_segments == 0) {
    if (!has_column_groups(plan)) return false;
    if (walk->next.column == plan->inner.first) walk->next.column = plan->inner.end;
    if (walk->next.column == walk->patches->output_width) return false;
    fill_columns(walk, group);
  }
  bitplane_taps_of(plan, walk->patches, &group->segments[0].place, &group->taps);
  return true;
}

// A group of fewer pixels costs as many, for what is done once for a group.
enum { MIN_PIXELS = 4 };

static uint64_t cost_of_group(const struct bitplane_tap_group* group, const struct bitplane_patches* p,
                              const struct bitplane_tap_costs* costs) {
  const size_t num_rows = group->taps.rows.end - group->taps.rows.first;
  const size_t num_columns = group->taps.columns.end - group->taps.columns.first;
  const size_t num_runs = num_columns == p->window.columns.size ? 0 : num_rows - 1, block = costs->pixel_block;
  size_t num_pixels = 0;
  for (size_t i = 0; i < group->num_segments; i++) num_pixels += group->segments[i].num_pixels;
  num_pixels = num_pixels < MIN_PIXELS ? MIN_PIXELS : (num_pixels + block - 1) / block * block;
  return num_pixels * ((uint64_t)num_rows * num_columns * costs->tap + num_runs * costs->run);
}

static uint64_t cost_of_output(const struct bitplane_tap_plan* plan, const struct bitplane_patches* p,
                               size_t num_pixels, const struct bitplane_tap_costs* costs) {
  uint64_t cost = 0;
  for (size_t first = 0; first < num_pixels; first += plan->tile_pixels) {
    const size_t left = num_pixels - first;
    struct bitplane_tap_group group;
    struct bitplane_group_walk walk =
        bitplane_walk_groups(plan, p, first, left < plan->tile_pixels ? left : plan->tile_pixels);
    while (bitplane_next_group(&walk, &group)) cost += cost_of_group(&group, p, costs);
  }
  return cost;
}

BITPLANE_ONCE struct bitplane_tap_plan bitplane_plan_taps(const struct bitplane_patches* p, uint32_t output_height,
                                                          bool may_skip, const struct bitplane_tap_costs* costs) {
  const size_t width = p->output_width, num_rows = costs->max_pixels / width;
  struct bitplane_tap_plan plan = {
      .skips = BITPLANE_MAY_SKIP_TAPS && may_skip && p->num_row_patterns + p->num_column_patterns > 2,
      .is_flat = p->are_pixels,
      .tile_pixels = BITPLANE_TILE_PIXELS,
  };
  if (plan.skips && num_rows > 0 && costs->max_pixels > BITPLANE_TILE_PIXELS) plan.tile_pixels = num_rows * width;
  if (p->columns == NULL) return plan;
  plan.inner = inner_columns(p);
  if (!BITPLANE_MAY_SKIP_TAPS || !plan.skips) return plan;
  struct bitplane_tap_plan with_columns = plan;
  with_columns.has_column_groups = true;
  const size_t num_pixels = width * output_height;
  const bool pays = cost_of_output(&with_columns, p, num_pixels, costs) < cost_of_output(&plan, p, num_pixels, costs);
  return pays ? with_columns : plan;
}

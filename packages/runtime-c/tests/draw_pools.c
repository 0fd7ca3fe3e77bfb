// Draws pools.
#include <stdlib.h>

#include "draft.h"

// Whether each window has a tap inside the image along that axis: none may lie in the padding alone.
static int all_reach_inside(const struct geometry* g, int axis, uint32_t extent) {
  const uint32_t num_windows = output_extent(g, axis, extent), before = g->pads[axis];
  for (uint32_t window = 0; window < num_windows; window++) {
    int is_inside = 0;
    for (uint32_t tap = 0; tap < g->size[axis]; tap++) {
      const uint32_t at = window * g->stride[axis] + tap * g->dilation[axis];
      is_inside |= at >= before && at - before < extent;
    }
    if (!is_inside) return 0;
  }
  return num_windows > 0;
}

// Pads up to a window's reach, uneven and under dilated windows too, which then start out of order.
static struct geometry draw_pool_geometry(struct draft* draft) {
  struct geometry g = draw_geometry(draft, 0);
  const uint32_t extents[2] = {top(draft)->height, top(draft)->width};
  for (int axis = 0; axis < 2; axis++) {
    const int32_t max = (int32_t)((g.size[axis] - 1) * g.dilation[axis]);
    g.pads[axis] = (uint32_t)next_int(&draft->random, 0, max);
    g.pads[axis + 2] = (uint32_t)next_int(&draft->random, 0, max);
    if (!all_reach_inside(&g, axis, extents[axis])) g.pads[axis] = g.pads[axis + 2] = 0;
  }
  return g;
}

static void append_bit_max_pool(struct draft* draft) {
  const struct activation* x = top(draft);
  const struct geometry g = draw_pool_geometry(draft);
  uint8_t* minimum = draw_signs(draft, x->channels);
  struct built_layer layer = {.kind = BIT_MAX_POOL};
  put_geometry(&g, layer.attributes);
  layer.sections[0] = add_signs(draft, minimum, 1, x->channels);
  append(draft, layer, max_pool_signs(x, &g, minimum));
  free(minimum);
}

static void append_max_pool(struct draft* draft) {
  const struct geometry g = draw_pool_geometry(draft);
  struct built_layer layer = {.kind = MAX_POOL};
  put_geometry(&g, layer.attributes);
  append(draft, layer, max_pool_numbers(top(draft), &g));
}

// Every second one is the mean of the whole image.
void append_average_pool(struct draft* draft) {
  const struct activation* x = top(draft);
  struct geometry g = draw_pool_geometry(draft);
  if (next_int(&draft->random, 0, 1)) g = (struct geometry){{x->height, x->width}, {1, 1}, {1, 1}, {0}};
  struct built_layer layer = {.kind = AVERAGE_POOL};
  put_geometry(&g, layer.attributes);
  append(draft, layer, average_pool(x, &g));
}

const struct draw pool_draws[] = {
    {append_bit_max_pool, 1u << BITPLANE_BITS, 1},
    {append_max_pool, 1u << BITPLANE_FLOAT32, 1},
    {append_average_pool, 1u << BITPLANE_INT32 | 1u << BITPLANE_FLOAT32, 1},
    {0},
};

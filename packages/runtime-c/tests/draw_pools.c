// Draws pools.
#include <stdlib.h>

#include "draft.h"

// Pads smaller than the first tap's reach: no window may lie in the padding alone.
static struct geometry draw_pool_geometry(struct draft* draft) {
  struct geometry g = draw_geometry(draft, 0);
  if (g.dilation[0] == 1 && g.size[0] > 1) g.pads[0] = 1;
  if (g.dilation[1] == 1 && g.size[1] > 1) g.pads[3] = g.stride[1] == 1 ? 1 : 0;
  return g;
}

void append_bit_max_pool(struct draft* draft) {
  const struct activation* x = top(draft);
  const struct geometry g = draw_pool_geometry(draft);
  uint8_t* minimum = draw_signs(draft, x->channels);
  struct built_layer layer = {.kind = BIT_MAX_POOL};
  put_geometry(&g, layer.attributes);
  layer.sections[0] = add_signs(draft, minimum, 1, x->channels);
  append(draft, layer, max_pool_signs(x, &g, minimum));
  free(minimum);
}

void append_max_pool(struct draft* draft) {
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

// What all kinds of layers need while they are drawn.
#include "draft.h"

#include <stdlib.h>
#include <string.h>

const struct activation* top(const struct draft* draft) { return &draft->network.outputs[draft->top]; }

void append(struct draft* draft, struct built_layer layer, struct activation output) {
  layer.inputs[0] = draft->top;
  layer.element = output.element;
  layer.height = output.height;
  layer.width = output.width;
  layer.channels = output.channels;
  draft->top = add_layer(&draft->builder, &layer);
  draft->network.outputs[draft->top] = output;
}

struct geometry draw_geometry(struct draft* draft, uint32_t max_pad) {
  struct random* random = &draft->random;
  struct geometry g;
  do {
    for (int axis = 0; axis < 2; axis++) {
      g.size[axis] = PICK(random, 1, 1, 2, 3, 3, 3, 4, 5);
      g.stride[axis] = PICK(random, 1, 1, 1, 2, 3);
      g.dilation[axis] = PICK(random, 1, 1, 1, 2, 3);
    }
    for (int side = 0; side < 4; side++) g.pads[side] = (uint32_t)next_int(random, 0, (int32_t)max_pad);
  } while (output_extent(&g, 0, top(draft)->height) == 0 || output_extent(&g, 1, top(draft)->width) == 0);
  return g;
}

void put_geometry(const struct geometry* g, uint32_t attributes[16]) {
  memcpy(attributes, g->size, sizeof g->size);
  memcpy(attributes + 2, g->stride, sizeof g->stride);
  memcpy(attributes + 4, g->dilation, sizeof g->dilation);
  memcpy(attributes + 6, g->pads, sizeof g->pads);
}

uint32_t add_signs(struct draft* draft, const uint8_t* signs, size_t rows, size_t columns) {
  const size_t num_words = (columns + 63) / 64;
  uint64_t* packed = calloc(rows * num_words, sizeof *packed);
  for (size_t k = 0; k < rows * columns; k++) {
    packed[k / columns * num_words + k % columns / 64] |= (uint64_t)signs[k] << (k % columns % 64);
  }
  const uint32_t section =
      add_section(&draft->builder, BITPLANE_SECTION_BITS, packed, rows * num_words * sizeof *packed);
  free(packed);
  return section;
}

uint8_t* draw_signs(struct draft* draft, size_t num) {
  uint8_t* signs = malloc(num);
  for (size_t k = 0; k < num; k++) signs[k] = (uint8_t)next_int(&draft->random, 0, 1);
  return signs;
}

static float draw_float(struct random* random) {
  return next_int(random, 0, 9) == 0 ? 0 : (float)next_int(random, -1000, 1000) / 257.0f;
}

uint32_t add_floats(struct draft* draft, size_t num, float* floats) {
  for (size_t k = 0; k < num; k++) floats[k] = draw_float(&draft->random);
  return add_section(&draft->builder, BITPLANE_SECTION_FLOAT32, floats, num * sizeof *floats);
}

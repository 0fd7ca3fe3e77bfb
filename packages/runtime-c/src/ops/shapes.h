// Small questions about tensor types that several kinds ask.
#ifndef BITPLANE_OPS_SHAPES_H_
#define BITPLANE_OPS_SHAPES_H_

#include <stdbool.h>

#include "../format.h"

static inline bool bitplane_same_shape(const struct bitplane_tensor* a, const struct bitplane_tensor* b) {
  return a->height == b->height && a->width == b->width && a->channels == b->channels;
}

static inline uint64_t bitplane_num_pixels(const struct bitplane_tensor* tensor) {
  return (uint64_t)tensor->height * tensor->width;
}

static inline uint64_t bitplane_num_elements(const struct bitplane_tensor* tensor) {
  return bitplane_num_pixels(tensor) * tensor->channels;
}

#endif

// Properties of tensor types that several kinds need.
#ifndef BITPLANE_TENSOR_H_
#define BITPLANE_TENSOR_H_

#include <stdbool.h>

#include "bits.h"
#include "format.h"

static inline bool bitplane_same_shape(const struct bitplane_tensor* a, const struct bitplane_tensor* b) {
  return a->height == b->height && a->width == b->width && a->channels == b->channels;
}

static inline uint64_t bitplane_num_pixels(const struct bitplane_tensor* tensor) {
  return (uint64_t)tensor->height * tensor->width;
}

static inline uint64_t bitplane_pixel_nbytes(const struct bitplane_tensor* tensor) {
  if (tensor->element == BITPLANE_BITS) return (uint64_t)bitplane_row_words(tensor->channels) * sizeof(uint64_t);
  return tensor->element == BITPLANE_UINT8 ? tensor->channels : (uint64_t)tensor->channels * 4;
}

static inline uint64_t bitplane_num_elements(const struct bitplane_tensor* tensor) {
  return bitplane_num_pixels(tensor) * tensor->channels;
}

#endif

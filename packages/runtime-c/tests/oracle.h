// Naive definitions of the layers, on one number per element: what docs/bits.md and docs/format.md say, as plain
// loops.
#ifndef BITPLANE_TESTS_ORACLE_H_
#define BITPLANE_TESTS_ORACLE_H_

#include "bitplane/bitplane.h"

// [height, width, channels]; integers, stored signs (0 or 1) and floats are all exact in a double.
struct activation {
  enum bitplane_element element;
  uint32_t height, width, channels;
  double* values;  // free() it
};

struct activation make_activation(enum bitplane_element element, uint32_t height, uint32_t width, uint32_t channels);
size_t num_values(const struct activation* activation);

// Whether the tensor holds these values, floats bit by bit, in canonical form.
int holds(const struct bitplane_tensor* tensor, const struct activation* expected);

// As the file has them: size, stride, dilation (rows, columns), pads (top, left, bottom, right).
struct geometry {
  uint32_t size[2], stride[2], dilation[2], pads[4];
};

// Rows (axis 0) or columns (axis 1) of the output; 0 where the window does not fit.
uint32_t output_extent(const struct geometry* geometry, int axis, uint32_t input_extent);

// Sum over the window and the group's channels of x * w. A tap outside counts padding * w. weights: [filters, rows,
// columns, channels / groups].
struct convolution {
  struct geometry geometry;
  uint32_t filters, groups;
  const double* weights;
  double padding;
};
struct activation convolve(const struct activation* x, const struct convolution* convolution);

// The same in floats: from the bias, or 0, one rounding for each product and each sum, taps outside left out; bias:
// [filters] or NULL.
struct activation convolve_floats(const struct activation* x, const struct convolution* convolution, const float* bias);

// +1 if any (AND of stored signs), or if all (OR) where the channel's minimum is 1.
struct activation max_pool_signs(const struct activation* x, const struct geometry* geometry, const uint8_t* minimum);

// The greatest number under the window, the first of equals; or the mean: floats summed in row-major order and rounded
// at each step, integers summed exactly.
struct activation max_pool_numbers(const struct activation* x, const struct geometry* geometry);
struct activation average_pool(const struct activation* x, const struct geometry* geometry);

#endif

// Written by hand, number by number.
#include "loader_models.h"

#define NUM_OF(list) (sizeof(list) / sizeof((list)[0]))

// 3x3x1 image -> conv 2x2, 2 filters -> threshold -> pool -> conv 1x1, 2 filters -> affine -> prelu -> relu -> average.
struct built_file small_model(void) {
  struct builder b = begin_model(3, 3, 1);
  const int8_t weights[8] = {1, -2, 3, -4, 5, -6, 7, -127};
  const uint8_t zero_point[1] = {9};
  const int16_t lower[2] = {-50, 100}, upper[2] = {70, 800};
  const uint64_t flip[1] = {2}, minimum[1] = {1}, signs[2] = {1, 2};
  const float floats[2] = {0.5f, -1.5f};
  const uint32_t weights_at = add_section(&b, BITPLANE_SECTION_INT8, weights, sizeof weights);
  const uint32_t zero_point_at = add_section(&b, BITPLANE_SECTION_UINT8, zero_point, sizeof zero_point);
  const uint32_t lower_at = add_section(&b, BITPLANE_SECTION_INT16, lower, sizeof lower);
  const uint32_t upper_at = add_section(&b, BITPLANE_SECTION_INT16, upper, sizeof upper);
  const uint32_t flip_at = add_section(&b, BITPLANE_SECTION_BITS, flip, sizeof flip);
  const uint32_t minimum_at = add_section(&b, BITPLANE_SECTION_BITS, minimum, sizeof minimum);
  const uint32_t signs_at = add_section(&b, BITPLANE_SECTION_BITS, signs, sizeof signs);
  const uint32_t floats_at = add_section(&b, BITPLANE_SECTION_FLOAT32, floats, sizeof floats);
  const struct built_layer layers[] = {
      {INT8_CONV2D, {0}, BITPLANE_INT32, 3, 3, 2, {2, 2, 1, 1, 1, 1, 0, 0, 1, 1, 1}, {weights_at, zero_point_at}},
      {THRESHOLD, {1}, BITPLANE_BITS, 3, 3, 2, {0}, {lower_at, upper_at, flip_at}},
      {BIT_MAX_POOL, {2}, BITPLANE_BITS, 2, 2, 2, {2, 2, 1, 1, 1, 1}, {minimum_at}},
      {BINARY_CONV2D, {3}, BITPLANE_INT32, 4, 4, 2, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0}, {signs_at}},
      {AFFINE, {4}, BITPLANE_FLOAT32, 4, 4, 2, {0}, {floats_at, floats_at}},
      {PRELU, {5}, BITPLANE_FLOAT32, 4, 4, 2, {0}, {floats_at}},
      {RELU, {6}, BITPLANE_FLOAT32, 4, 4, 2, {0}, {0}},
      {AVERAGE_POOL, {7}, BITPLANE_FLOAT32, 1, 1, 2, {4, 4, 1, 1, 1, 1}, {0}},
  };
  for (size_t k = 0; k < NUM_OF(layers); k++) add_layer(&b, &layers[k]);
  return finish_model(&b);
}

// 2x2x2 image -> conv -> affine -> relu -> concat with affine's -> max-pool -> add to itself -> signs of 2 planes ->
// conv with a mask, 2 groups -> sum of 2 planes; from the sum: sign -> concat with itself; mean; dense.
struct built_file branched_model(void) {
  struct builder b = begin_model(2, 2, 2);
  const int8_t weights[6] = {1, -2, 3, 4, -5, 127};
  const uint8_t zero_points[2] = {9, 200};
  const float floats[4] = {1.0f, -1.5f, 2.0f, -0.25f}, scales[2] = {4.0f, 2.0f};
  const uint64_t signs[4] = {1, 2, 4, 8}, mask[4] = {15, 3, 14, 12};
  const uint32_t weights_at = add_section(&b, BITPLANE_SECTION_INT8, weights, sizeof weights);
  const uint32_t conv_at = add_section(&b, BITPLANE_SECTION_INT8, weights, 4);
  const uint32_t floats_at = add_section(&b, BITPLANE_SECTION_FLOAT32, floats, sizeof floats);
  const uint32_t scales_at = add_section(&b, BITPLANE_SECTION_FLOAT32, scales, sizeof scales);
  const uint32_t signs_at = add_section(&b, BITPLANE_SECTION_BITS, signs, sizeof signs);
  const uint32_t mask_at = add_section(&b, BITPLANE_SECTION_BITS, mask, sizeof mask);
  const uint32_t zero_points_at = add_section(&b, BITPLANE_SECTION_UINT8, zero_points, sizeof zero_points);
  const uint32_t dense_scale_at = add_section(&b, BITPLANE_SECTION_FLOAT32, floats, 3 * sizeof *floats);
  const struct built_layer layers[] = {
      {INT8_CONV2D, {0}, BITPLANE_INT32, 2, 2, 2, {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1}, {conv_at, zero_points_at}},
      {AFFINE, {1}, BITPLANE_FLOAT32, 2, 2, 2, {0}, {scales_at, scales_at}},
      {RELU, {2}, BITPLANE_FLOAT32, 2, 2, 2, {0}, {0}},
      {CONCAT, {3, 2}, BITPLANE_FLOAT32, 2, 2, 4, {0}, {0}},
      {MAX_POOL, {4}, BITPLANE_FLOAT32, 1, 2, 4, {2, 1, 1, 1, 1, 1}, {0}},
      {ADD, {5, 5}, BITPLANE_FLOAT32, 1, 2, 4, {0}, {0}},
      {RESIDUAL_SIGN, {6}, BITPLANE_BITS, 1, 2, 8, {2}, {scales_at}},
      {BINARY_CONV2D, {7}, BITPLANE_INT32, 1, 2, 4, {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 2, 0}, {signs_at, mask_at}},
      {PLANE_SUM, {8}, BITPLANE_FLOAT32, 1, 2, 2, {2}, {floats_at}},
      {SIGN, {9}, BITPLANE_BITS, 1, 2, 2, {0}, {0}},
      {CONCAT, {10, 10}, BITPLANE_BITS, 1, 2, 4, {0}, {0}},
      {AVERAGE_POOL, {9}, BITPLANE_FLOAT32, 1, 1, 2, {1, 2, 1, 1, 1, 1}, {0}},
      {INT8_DENSE, {12}, BITPLANE_FLOAT32, 1, 1, 3, {0}, {weights_at, dense_scale_at, dense_scale_at}},
  };
  for (size_t k = 0; k < NUM_OF(layers); k++) add_layer(&b, &layers[k]);
  return finish_model(&b);
}

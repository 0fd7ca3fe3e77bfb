// A library that was built for the kinds of the reference network: it takes its models, and says of others what it
// lacks.
#include <stdlib.h>
#include <string.h>

#include "builder.h"
#include "check.h"

enum { RELU_AT = 2 };

// A byte -> conv -> mean -> relu, or no relu.
static struct built_file make_model(bool has_relu) {
  struct builder b = begin_model(1, 1, 1);
  const int8_t weight = 1;
  const uint8_t zero_point = 0;
  const uint32_t weight_at = add_section(&b, BITPLANE_SECTION_INT8, &weight, 1);
  const uint32_t zero_point_at = add_section(&b, BITPLANE_SECTION_UINT8, &zero_point, 1);
  const struct built_layer layers[] = {
      {INT8_CONV2D, {0}, BITPLANE_INT32, 1, 1, 1, {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1}, {weight_at, zero_point_at}},
      {AVERAGE_POOL, {1}, BITPLANE_FLOAT32, 1, 1, 1, {1, 1, 1, 1, 1, 1}, {0}},
      {RELU, {2}, BITPLANE_FLOAT32, 1, 1, 1, {0}, {0}},
  };
  for (size_t k = 0; k < (has_relu ? 3 : 2); k++) add_layer(&b, &layers[k]);
  return finish_model(&b);
}

int main(void) {
  struct bitplane_model model;
  struct built_file whole = make_model(false), foreign = make_model(true);
  check(bitplane_model_load(whole.bytes, whole.nbytes, &model) == BITPLANE_OK, "a model of the chosen kinds");
  check(bitplane_model_load(foreign.bytes, foreign.nbytes, &model) == BITPLANE_KIND_LEFT_OUT, "a relu");
  check(model.faulty_layer == RELU_AT, "layer %lu is named", (unsigned long)model.faulty_layer);
  uint64_t layers;
  memcpy(&layers, foreign.bytes + 64 + 24 * 2 + 8, sizeof layers);
  foreign.bytes[layers + 128 * RELU_AT] = 99;
  seal_file(foreign.bytes, foreign.nbytes);
  check(bitplane_model_load(foreign.bytes, foreign.nbytes, &model) == BITPLANE_UNKNOWN_KIND, "kind 99");
  free(whole.bytes);
  free(foreign.bytes);
  return report();
}

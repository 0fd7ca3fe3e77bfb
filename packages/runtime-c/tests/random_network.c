// A random walk: each layer is one that can read what the last one gave, or now and then what an earlier one gave.
#include "random_network.h"

#include <stdlib.h>

#include "draft.h"

// Appends a layer of any kind that can follow the top.
static void append_any(struct draft* draft) {
  static const struct draw* const lists[] = {branch_draws, byte_draws, convolution_draws, float_draws, pool_draws};
  const struct draw* chosen = NULL;
  uint32_t total = 0;
  for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
    for (const struct draw* draw = lists[k]; draw->weight > 0; draw++) {
      if ((draw->after >> top(draft)->element & 1) == 0) continue;
      total += draw->weight;
      if ((uint32_t)next_int(&draft->random, 0, (int32_t)total - 1) < draw->weight) chosen = draw;
    }
  }
  chosen->append(draft);
}

// Ends in a mean or a classifier.
static void append_tail(struct draft* draft) {
  if (top(draft)->element == BITPLANE_UINT8) append_int8_conv2d(draft);
  if (top(draft)->element == BITPLANE_BITS) append_binary_conv2d(draft, PICK(&draft->random, 1, 10));
  if (top(draft)->element == BITPLANE_INT32) append_affine(draft);
  if (next_int(&draft->random, 0, 1)) {
    append_int8_dense(draft);
  } else {
    append_average_pool(draft);
    append_affine(draft);
  }
}

struct random_network make_random_network(uint64_t seed) {
  struct draft draft = {.random = seeded(seed)};
  struct random* random = &draft.random;
  const uint32_t height = (uint32_t)next_int(random, 1, 12), width = (uint32_t)next_int(random, 1, 12);
  const uint32_t channels = PICK(random, 1, 2, 3, 5, 6);
  draft.builder = begin_model(height, width, channels);
  struct activation image = make_activation(BITPLANE_UINT8, height, width, channels);
  draft.network.image = malloc(num_values(&image));
  for (size_t k = 0; k < num_values(&image); k++) {
    image.values[k] = draft.network.image[k] =
        (uint8_t)(seed % 2 ? next_int(random, 0, 255) : 255 * next_int(random, 0, 1));
  }
  draft.network.outputs[0] = image;

  const int length = next_int(random, 1, 20);
  for (int k = 0; k < length; k++) {
    append_any(&draft);
    if (next_int(random, 0, 5) == 0) draft.top = (uint32_t)next_int(random, 1, (int32_t)draft.builder.num_layers);
  }
  append_tail(&draft);
  draft.network.num_layers = draft.builder.num_layers;
  draft.network.file = finish_model(&draft.builder);
  return draft.network;
}

void free_random_network(struct random_network* network) {
  for (uint32_t k = 0; k <= network->num_layers; k++) free(network->outputs[k].values);
  free(network->file.bytes);
  free(network->image);
}

// A random walk: each layer is one that can read what the last one gave, or now and then what an earlier one gave.
#include "random_network.h"

#include <stdlib.h>

#include "draft.h"

typedef void append_fn(struct draft* draft);

// A layer of two inputs, or else the other one.
static void add_or_relu(struct draft* draft) {
  if (!append_add(draft)) append_relu(draft);
}

static void concat_or_prelu(struct draft* draft) {
  if (!append_concat(draft)) append_prelu(draft);
}

static void concat_or_pool(struct draft* draft) {
  if (!append_concat(draft)) append_bit_max_pool(draft);
}

static void binary_conv2d(struct draft* draft) {
  append_binary_conv2d(draft, PICK(&draft->random, 1, 7, 8, 31, 64, 65));
}

#define NUM_OF(list) (sizeof(list) / sizeof((list)[0]))

static append_fn* draw_layer(struct draft* draft) {
  static append_fn* const after_bits[] = {binary_conv2d, binary_conv2d, binary_conv2d, append_bit_max_pool,
                                          concat_or_pool};
  static append_fn* const after_int32[] = {append_threshold, append_threshold, append_multi_threshold, append_affine,
                                           append_affine,    append_plane_sum, append_average_pool};
  static append_fn* const after_float32[] = {append_affine, append_prelu,    append_relu,          add_or_relu,
                                             add_or_relu,   append_sign,     append_residual_sign, concat_or_prelu,
                                             append_sign,   append_max_pool, append_average_pool};
  struct random* random = &draft->random;
  switch (top(draft)->element) {
    case BITPLANE_UINT8:
      return append_int8_conv2d;
    case BITPLANE_BITS:
      return after_bits[next_int(random, 0, NUM_OF(after_bits) - 1)];
    case BITPLANE_INT32:
      return after_int32[next_int(random, 0, NUM_OF(after_int32) - 1)];
    case BITPLANE_FLOAT32:
      return after_float32[next_int(random, 0, NUM_OF(after_float32) - 1)];
  }
  return NULL;
}

// Ends in a mean or a classifier.
static void append_tail(struct draft* draft) {
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
    draw_layer (&draft)(&draft);
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

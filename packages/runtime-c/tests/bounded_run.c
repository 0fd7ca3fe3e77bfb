#include "bounded_run.h"

#include <stdlib.h>
#include <string.h>

#include "backwards.h"
#include "ops/op.h"
#include "ops/window.h"
#include "random.h"
#include "tensor.h"

// Numbers that one output of the layer is made from, at most: kinds with windows have them in their attributes, and of
// those the convolutions have groups after.
static double products_of(const struct bitplane_layer* layer) {
  const struct bitplane_op* op = bitplane_find_op(layer->kind);
  const uint32_t* attributes = layer->attributes;
  double products = 1;
  if (op->num_attributes >= BITPLANE_WINDOW_ATTRIBUTES) products = (double)attributes[0] * attributes[1];
  if (op->fuses & BITPLANE_ROLE_THRESHOLD)
    products *= (double)layer->input.channels / attributes[BITPLANE_WINDOW_ATTRIBUTES];
  if (op == &bitplane_int8_dense) products = (double)bitplane_num_elements(&layer->input);
  for (uint32_t k = 0; op->num_attributes < BITPLANE_WINDOW_ATTRIBUTES && k < op->num_attributes; k++) {
    products += attributes[k];  // planes, intervals
  }
  return products * (double)bitplane_num_elements(&layer->output);
}

static double count_products(const struct bitplane_model* model) {
  struct bitplane_tensor image;
  bitplane_model_input(model, &image);
  double products = (double)bitplane_num_elements(&image);
  for (uint32_t index = 0; index < model->num_layers; index++) {
    struct bitplane_layer layer;
    bitplane_format_layer(model, index, &layer);
    products += products_of(&layer);
  }
  return products;
}

static bool is_nan(uint32_t bits) { return (bits & UINT32_C(0x7fffffff)) > UINT32_C(0x7f800000); }

static bool same_bits(const struct bitplane_tensor* a, const struct bitplane_tensor* b) {
  if (a->element != BITPLANE_FLOAT32) return memcmp(a->data, b->data, a->nbytes) == 0;
  const uint32_t *left = a->data, *right = b->data;
  for (size_t k = 0; k < a->nbytes / sizeof *left; k++) {
    if (left[k] != right[k] && !(is_nan(left[k]) && is_nan(right[k]))) return false;
  }
  return true;
}

// A network with its arena and what it gave.
struct attempt {
  bool was_run;
  void* memory;
  struct bitplane_tensor output;
};

static struct attempt attempt_run(const struct bitplane_model* model, const struct bitplane_options* options,
                                  const uint8_t* image, size_t max_nbytes) {
  struct attempt attempt = {false, NULL, {0}};
  struct bitplane_memory arena = {NULL, 0};
  struct bitplane_network* network;
  if (bitplane_arena_nbytes(model, options, &arena.nbytes) != BITPLANE_OK || arena.nbytes > max_nbytes) return attempt;
  attempt.memory = arena.data = aligned_alloc(BITPLANE_ARENA_ALIGNMENT, arena.nbytes);
  memset(arena.data, 0xa5, arena.nbytes);  // nothing may depend on what was there
  attempt.was_run = bitplane_network_init(model, options, arena, &network) == BITPLANE_OK &&
                    bitplane_run(network, image, NULL, &attempt.output) == BITPLANE_OK;
  return attempt;
}

struct bounded_run run_bounded(const uint8_t* bytes, size_t nbytes, const struct run_bounds* bounds) {
  struct bitplane_model model;
  struct bounded_run result = {bitplane_model_load(bytes, nbytes, &model), false, true};
  if (result.status != BITPLANE_OK || count_products(&model) > bounds->num_products) return result;
  struct bitplane_tensor input;
  bitplane_model_input(&model, &input);
  uint8_t* image = malloc(input.nbytes);
  struct random random = seeded(model.crc32);
  for (size_t k = 0; k < input.nbytes; k++) image[k] = (uint8_t)(next_word(&random) >> 56);

  uint32_t num_workers = 3;
  const uint32_t features = bitplane_cpu_features();
  const struct bitplane_options ways[] = {
      {.cpu_features = features},
      {.cpu_features = 0},
      {.cpu_features = features & (uint32_t)next_word(&random),
       .workers = backwards_workers(&num_workers),
       .min_part = 1},
  };
  struct attempt first = attempt_run(&model, &ways[0], image, bounds->arena_nbytes);
  result.was_run = first.was_run;
  for (size_t k = 1; first.was_run && k < sizeof ways / sizeof ways[0]; k++) {
    struct attempt other = attempt_run(&model, &ways[k], image, bounds->arena_nbytes);
    if (other.was_run && !same_bits(&first.output, &other.output)) result.agrees = false;
    free(other.memory);
  }
  free(first.memory);
  free(image);
  return result;
}

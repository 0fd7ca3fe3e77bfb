// Batches: each output is what the image gives alone, whether images are spread or not, and nothing else is written.
#include <stdlib.h>
#include <string.h>

#include "backwards.h"
#include "check.h"
#include "random_network.h"

enum { NUM_NETWORKS = 60, MAX_IMAGES = 7, GUARD = 0xa5 };

static struct bitplane_network* build(const struct bitplane_model* model, const struct bitplane_options* options,
                                      void** memory) {
  struct bitplane_network* network = NULL;
  struct bitplane_memory arena = {NULL, 0};
  check(bitplane_arena_nbytes(model, options, &arena.nbytes) == BITPLANE_OK, "arena");
  *memory = arena.data = aligned_alloc(BITPLANE_ARENA_ALIGNMENT, arena.nbytes);
  check(bitplane_network_init(model, options, arena, &network) == BITPLANE_OK, "init");
  return network;
}

struct images_and_outputs {
  const struct bitplane_model* model;
  uint8_t* images;  // [MAX_IMAGES]
  size_t image_nbytes, output_nbytes;
  uint8_t* expected;  // [MAX_IMAGES]
};

static void test_batch(const struct images_and_outputs* c, const struct bitplane_options* options, unsigned seed) {
  void* memory;
  struct bitplane_network* network = build(c->model, options, &memory);
  uint8_t* outputs = malloc((MAX_IMAGES + 1) * c->output_nbytes);
  for (uint32_t num = 0; num <= MAX_IMAGES; num++) {
    memset(outputs, GUARD, (MAX_IMAGES + 1) * c->output_nbytes);
    const struct bitplane_batch batch = {num, c->images, outputs};
    const enum bitplane_status status = bitplane_run_batch(network, &batch);
    int is_right = status == BITPLANE_OK && memcmp(outputs, c->expected, num * c->output_nbytes) == 0;
    for (size_t k = 0; k < c->output_nbytes; k++) is_right &= outputs[num * c->output_nbytes + k] == GUARD;
    check(is_right, "seed %u, %lu images, %lu workers", seed, (unsigned long)num,
          (unsigned long)options->workers.num_workers);
  }
  free(outputs);
  free(memory);
}

static void test_network(unsigned seed) {
  struct random_network drawn = make_random_network(seed);
  struct random random = seeded(seed);
  struct bitplane_model model;
  check(bitplane_model_load(drawn.file.bytes, drawn.file.nbytes, &model) == BITPLANE_OK, "seed %u: load", seed);
  struct bitplane_tensor input, output;
  bitplane_model_input(&model, &input);
  bitplane_model_output(&model, &output);
  struct images_and_outputs c = {&model, malloc(MAX_IMAGES * input.nbytes), input.nbytes, output.nbytes,
                                 malloc(MAX_IMAGES * output.nbytes)};
  for (size_t k = 0; k < MAX_IMAGES * input.nbytes; k++) c.images[k] = (uint8_t)next_int(&random, 0, 255);

  struct bitplane_options options = {.cpu_features = bitplane_cpu_features(), .min_part = 1};
  void* memory;
  struct bitplane_network* alone = build(&model, &options, &memory);
  for (size_t k = 0; k < MAX_IMAGES; k++) {
    bitplane_run(alone, c.images + k * input.nbytes, NULL, &output);
    memcpy(c.expected + k * output.nbytes, output.data, output.nbytes);
  }
  free(memory);
  for (uint32_t num_workers = 1; num_workers <= 4; num_workers++) {
    options.workers = backwards_workers(&num_workers);
    options.spreads_images = false;
    test_batch(&c, &options, seed);
    options.spreads_images = true;
    test_batch(&c, &options, seed);
  }
  free(c.expected);
  free(c.images);
  free_random_network(&drawn);
}

static void test_misuse(void) {
  struct random_network drawn = make_random_network(1);
  struct bitplane_model model;
  bitplane_model_load(drawn.file.bytes, drawn.file.nbytes, &model);
  struct bitplane_options options = {.workers = {.num_workers = 2}};
  size_t nbytes;
  void* memory;
  check(bitplane_arena_nbytes(&model, &options, &nbytes) == BITPLANE_NULL_ARGUMENT, "workers without run");
  check(bitplane_arena_nbytes(&model, NULL, &nbytes) == BITPLANE_NULL_ARGUMENT, "no options");
  options.workers.num_workers = 1;
  struct bitplane_network* network = build(&model, &options, &memory);
  const struct bitplane_batch nothing = {0, NULL, NULL}, no_images = {1, NULL, memory}, no_outputs = {1, memory, NULL};
  check(bitplane_run_batch(network, &nothing) == BITPLANE_OK, "an empty batch");
  check(bitplane_run_batch(network, &no_images) == BITPLANE_NULL_ARGUMENT, "no images");
  check(bitplane_run_batch(network, &no_outputs) == BITPLANE_NULL_ARGUMENT, "no outputs");
  check(bitplane_run_batch(NULL, &nothing) == BITPLANE_NULL_ARGUMENT, "no network");
  check(bitplane_run_batch(network, NULL) == BITPLANE_NULL_ARGUMENT, "no batch");
  free(memory);
  free_random_network(&drawn);
}

int main(void) {
  for (unsigned seed = 1; seed <= NUM_NETWORKS; seed++) test_network(seed);
  test_misuse();
  return report();
}

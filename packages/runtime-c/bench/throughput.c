#include "throughput.h"

#include <stdio.h>

#include "allocate.h"
#include "loaded_network.h"
#include "random.h"

enum { NUM_IMAGES = 64 };

// A network, how it gets its images, and where it puts their outputs.
struct way {
  struct loaded_network loaded;
  struct bitplane_batch batch;
  size_t image_nbytes, output_nbytes;
};

static struct way make_way(const char* path, const struct loading* loading, const uint8_t* images) {
  struct way way = {.loaded = load_network(path, loading)};
  struct bitplane_tensor input, output;
  bitplane_model_input(&way.loaded.model, &input);
  bitplane_model_output(&way.loaded.model, &output);
  way.image_nbytes = input.nbytes;
  way.output_nbytes = output.nbytes;
  way.batch = (struct bitplane_batch){NUM_IMAGES, images, allocate(NUM_IMAGES, output.nbytes)};
  return way;
}

static void run_one_by_one(void* state) {
  const struct way* way = state;
  for (size_t k = 0; k < NUM_IMAGES; k++) {
    const struct bitplane_tensor output = run_image(&way->loaded, way->batch.images + k * way->image_nbytes, NULL);
    memcpy((uint8_t*)way->batch.outputs + k * way->output_nbytes, output.data, way->output_nbytes);
  }
}

static void run_as_batch(void* state) {
  const struct way* way = state;
  run_batch(&way->loaded, &way->batch);
}

static uint8_t* make_images(const char* path) {
  struct loaded_network loaded = load_network(path, &(struct loading){.num_threads = 1});
  struct bitplane_tensor input;
  struct random random = seeded(1);
  bitplane_model_input(&loaded.model, &input);
  uint8_t* images = allocate(NUM_IMAGES, input.nbytes);
  for (size_t k = 0; k < NUM_IMAGES * input.nbytes; k++) images[k] = (uint8_t)next_int(&random, 0, 255);
  unload_network(&loaded);
  return images;
}

void measure_throughput(const char* path, uint32_t num_threads, const struct visits* visits) {
  enum { NUM_WAYS = 4 };
  uint8_t* images = make_images(path);
  struct way ways[NUM_WAYS] = {
      make_way(path, &(struct loading){.num_threads = 1}, images),
      make_way(path, &(struct loading){.num_threads = 1}, images),
      make_way(path, &(struct loading){.num_threads = num_threads}, images),
      make_way(path, &(struct loading){.num_threads = num_threads, .spreads_images = true}, images),
  };
  struct contestant contestants[NUM_WAYS] = {
      {.name = "one by one, 1 thread", .run = run_one_by_one, .state = &ways[0]},
      {.name = "a batch, 1 thread", .run = run_as_batch, .state = &ways[1]},
      {.name = "one by one, layers split", .run = run_one_by_one, .state = &ways[2]},
      {.name = "a batch, images spread", .run = run_as_batch, .state = &ways[3]},
  };
  for (size_t i = 0; i < NUM_WAYS; i++) {
    contestants[i].run(&ways[i]);
    if (memcmp(ways[i].batch.outputs, ways[0].batch.outputs, NUM_IMAGES * ways[0].output_nbytes) != 0) {
      fail(EXIT_REFUSED, "%s: %s is wrong", path, contestants[i].name);
    }
  }
  hold_contest(contestants, NUM_WAYS, visits);
  double first = 0;
  for (size_t i = 0; i < NUM_WAYS; i++) {
    const double median = (double)finish_contestant(&contestants[i]).median;
    if (i == 0) first = median;
    printf("%s, %s: %.0f images per second, %.2f\n", ways[i].loaded.model.name, contestants[i].name,
           NUM_IMAGES * 1e12 / median, first / median);
    free(ways[i].batch.outputs);
    unload_network(&ways[i].loaded);
  }
  free(images);
}

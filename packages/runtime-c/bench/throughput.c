#include "throughput.h"

#include <stdio.h>

#include "allocate.h"
#include "loaded_network.h"
#include "random.h"

enum { NUM_IMAGES = 64 };

// A network, how it gets its images, and where it puts their outputs.
struct mode {
  struct loaded_network loaded;
  struct bitplane_batch batch;
  size_t image_nbytes, output_nbytes;
};

static struct mode make_mode(const char* path, const struct loading* loading, const uint8_t* images) {
  struct mode mode = {.loaded = load_network(path, loading)};
  struct bitplane_tensor input, output;
  bitplane_model_input(&mode.loaded.model, &input);
  bitplane_model_output(&mode.loaded.model, &output);
  mode.image_nbytes = input.nbytes;
  mode.output_nbytes = output.nbytes;
  mode.batch = (struct bitplane_batch){NUM_IMAGES, images, allocate(NUM_IMAGES, output.nbytes)};
  return mode;
}

static void run_one_by_one(void* state) {
  const struct mode* mode = state;
  for (size_t k = 0; k < NUM_IMAGES; k++) {
    const struct bitplane_tensor output = run_image(&mode->loaded, mode->batch.images + k * mode->image_nbytes, NULL);
    memcpy((uint8_t*)mode->batch.outputs + k * mode->output_nbytes, output.data, mode->output_nbytes);
  }
}

static void run_as_batch(void* state) {
  const struct mode* mode = state;
  run_batch(&mode->loaded, &mode->batch);
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
  enum { NUM_MODES = 4 };
  uint8_t* images = make_images(path);
  struct mode modes[NUM_MODES] = {
      make_mode(path, &(struct loading){.num_threads = 1}, images),
      make_mode(path, &(struct loading){.num_threads = 1}, images),
      make_mode(path, &(struct loading){.num_threads = num_threads}, images),
      make_mode(path, &(struct loading){.num_threads = num_threads, .spreads_images = true}, images),
  };
  struct contestant contestants[NUM_MODES] = {
      {.name = "one by one, 1 thread", .run = run_one_by_one, .state = &modes[0]},
      {.name = "a batch, 1 thread", .run = run_as_batch, .state = &modes[1]},
      {.name = "one by one, layers split", .run = run_one_by_one, .state = &modes[2]},
      {.name = "a batch, images spread", .run = run_as_batch, .state = &modes[3]},
  };
  for (size_t i = 0; i < NUM_MODES; i++) {
    contestants[i].run(&modes[i]);
    if (memcmp(modes[i].batch.outputs, modes[0].batch.outputs, NUM_IMAGES * modes[0].output_nbytes) != 0) {
      fail(EXIT_FAILED, "%s: %s is wrong", path, contestants[i].name);
    }
  }
  hold_contest(contestants, NUM_MODES, visits);
  double first = 0;
  for (size_t i = 0; i < NUM_MODES; i++) {
    const double median = (double)finish_contestant(&contestants[i]).median;
    if (i == 0) first = median;
    printf("%s, %s: %.0f images per second, %.2f\n", modes[i].loaded.model.name, contestants[i].name,
           (double)NUM_IMAGES * 1e12 / median, first / median);
    free(modes[i].batch.outputs);
    unload_network(&modes[i].loaded);
  }
  free(images);
}

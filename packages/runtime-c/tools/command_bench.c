// bitplane bench: whole images are timed without looking inside; the layers' times come from a second pass with a clock
// in the callback.
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "arguments.h"
#include "commands.h"
#include "cpu_json.h"
#include "fail.h"
#include "images.h"
#include "json.h"
#include "loaded_network.h"
#include "statistics.h"
#include "workers.h"

enum { DEFAULT_REPEATS = 200, DEFAULT_WARMUP = 20 };

struct bench {
  struct loaded_network loaded;
  const uint8_t* image;
  uint32_t num_threads, num_repeats, num_warmup;
  uint64_t* samples;  // [num_repeats] for whole images, then [steps, num_repeats]
};

// The progress of the pass over the layers.
struct stopwatch {
  const struct bench* bench;
  uint32_t repeat;
  uint64_t last_ns;
};

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void* allocate(size_t count, size_t size) {
  void* memory = calloc(count, size);
  if (memory == NULL) fail(EXIT_FAILED, "no memory for %zu items of %zu bytes", count, size);
  return memory;
}

// The time of a network depends on its input only where branches do; noise keeps them honest.
static uint8_t* make_noise(size_t nbytes) {
  uint8_t* image = allocate(nbytes, 1);
  uint32_t state = 2463534242u;  // xorshift32, Marsaglia 2003
  for (size_t i = 0; i < nbytes; i++) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    image[i] = (uint8_t)(state >> 24);
  }
  return image;
}

static void time_images(struct bench* bench) {
  for (uint32_t i = 0; i < bench->num_warmup; i++) run_image(&bench->loaded, bench->image, NULL);
  for (uint32_t i = 0; i < bench->num_repeats; i++) {
    const uint64_t start = now_ns();
    run_image(&bench->loaded, bench->image, NULL);
    bench->samples[i] = now_ns() - start;
  }
}

static void stop_layer(void* context, uint32_t step, const struct bitplane_tensor* output) {
  struct stopwatch* watch = context;
  const uint64_t now = now_ns();
  const size_t row = (size_t)step + 1;
  (void)output;
  watch->bench->samples[row * watch->bench->num_repeats + watch->repeat] = now - watch->last_ns;
  watch->last_ns = now_ns();
}

static void time_layers(struct bench* bench) {
  struct stopwatch watch = {.bench = bench};
  const struct bitplane_observer observer = {stop_layer, &watch};
  for (watch.repeat = 0; watch.repeat < bench->num_repeats; watch.repeat++) {
    watch.last_ns = now_ns();
    run_image(&bench->loaded, bench->image, &observer);
  }
}

static void print_head(const struct bench* bench) {
  const struct bitplane_model* model = &bench->loaded.model;
  fputs("{\"schema\":\"bitplane-bench/1\",\"program\":\"" BITPLANE_VERSION "\",\"compiler\":", stdout);
  print_json_string(BITPLANE_COMPILER);
  fputs(",\"flags\":", stdout);
  print_json_string(BITPLANE_FLAGS);
  fputs(",\"cpu\":", stdout);
  print_json_cpu();
  fputs(",\"model\":{\"name\":", stdout);
  print_json_string(model->name);
  printf(",\"crc32\":\"%08" PRIx32 "\",\"nbytes\":%zu},\"threads\":%" PRIu32 ",\"repeats\":%" PRIu32
         ",\"arena_nbytes\":%zu",
         model->crc32, model->nbytes, bench->num_threads, bench->num_repeats, bench->loaded.arena_nbytes);
}

static void print_times(const struct bench* bench) {
  const struct summary total = summarize(bench->samples, bench->num_repeats);
  printf(",\"total\":{\"median_ns\":%" PRIu64 ",\"p95_ns\":%" PRIu64 ",\"min_ns\":%" PRIu64 "},\"layers\":[",
         total.median, total.p95, total.min);
  for (uint32_t index = 0; index < bitplane_num_steps(bench->loaded.network); index++) {
    struct bitplane_step step;
    bitplane_describe_step(bench->loaded.network, index, &step);
    const struct summary layer =
        summarize(bench->samples + ((size_t)index + 1) * bench->num_repeats, bench->num_repeats);
    fputs(index == 0 ? "{\"name\":" : ",{\"name\":", stdout);
    print_json_string(step.name);
    fputs(",\"kind\":", stdout);
    print_json_string(step.kind);
    fputs(",\"kernel\":", stdout);
    print_json_string(step.kernel);
    printf(",\"median_ns\":%" PRIu64 ",\"p95_ns\":%" PRIu64 "}", layer.median, layer.p95);
  }
  puts("]}");
}

int command_bench(int argc, char** argv) {
  const char *model_path = NULL, *raw_path = NULL, *repeats = NULL, *warmup = NULL, *threads = NULL;
  const struct option options[] = {{"--model", &model_path}, {"--input", &raw_path},  {"--repeats", &repeats},
                                   {"--warmup", &warmup},    {"--threads", &threads}, {NULL, NULL}};
  read_options(argc, argv, options);
  const struct loading loading = {.num_threads = read_num_threads(threads)};
  struct bench bench = {
      .num_threads = loading.num_threads,
      .num_repeats = read_number("--repeats", repeats, 1, DEFAULT_REPEATS),
      .num_warmup = read_number("--warmup", warmup, 0, DEFAULT_WARMUP),
      .loaded = load_network(require_option("--model", model_path), &loading),
  };
  struct bitplane_tensor input;
  bitplane_model_input(&bench.loaded.model, &input);
  uint8_t* noise = raw_path == NULL ? make_noise(input.nbytes) : NULL;
  bench.image = noise != NULL ? noise : open_raw_images(raw_path, &input).file.bytes;
  bench.samples =
      allocate(((size_t)bitplane_num_steps(bench.loaded.network) + 1) * bench.num_repeats, sizeof(uint64_t));

  time_images(&bench);
  time_layers(&bench);
  print_head(&bench);
  print_times(&bench);
  free(bench.samples);
  free(noise);
  unload_network(&bench.loaded);
  return EXIT_SUCCESS;
}

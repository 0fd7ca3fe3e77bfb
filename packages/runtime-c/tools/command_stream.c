// bitplane stream: one image after the other, as a camera's user has them, and how many fit into a stretch of time.
// Unlike bench, it drops nothing and looks at no image alone: what disturbs the core makes the number smaller.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"
#include "clock.h"
#include "commands.h"
#include "cpu_json.h"
#include "fail.h"
#include "images.h"
#include "json.h"
#include "loaded_network.h"
#include "warm_up.h"
#include "workers.h"

enum { DEFAULT_SECONDS = 10, MAX_SECONDS = 3600 };

struct stream {
  struct loaded_network loaded;
  const uint8_t* image;
};

static void run_once(void* state) {
  const struct stream* stream = state;
  run_image(&stream->loaded, stream->image, NULL);
}

static const uint8_t* record_at(const char* path, uint32_t index, const struct bitplane_tensor* input,
                                uint8_t* buffer) {
  const struct images images = open_records(path, input);
  if (index < images.num_images) return image_at(&images, index, buffer);
  fail(EXIT_FAILED, "%s: expected an image of number %lu, got %lu images", path, (unsigned long)index,
       (unsigned long)images.num_images);
}

int command_stream(int argc, char** argv) {
  const char *model_path = NULL, *records_path = NULL, *image = NULL, *seconds = NULL, *threads = NULL;
  const struct option options[] = {{"--model", &model_path}, {"--data", &records_path}, {"--image", &image},
                                   {"--seconds", &seconds},  {"--threads", &threads},   {NULL, NULL}};
  read_options(argc, argv, options);
  const uint32_t index = read_number("--image", image, 0, 0);
  const uint32_t num_seconds = read_number("--seconds", seconds, 1, DEFAULT_SECONDS);
  if (num_seconds > MAX_SECONDS)
    fail(EXIT_USAGE, "option --seconds: expected at most %d, got '%s'", MAX_SECONDS, seconds);
  require_option("--model", model_path);
  if (image != NULL) require_option("--data", records_path);

  const struct loading loading = {.num_threads = read_num_threads(threads)};
  struct stream stream = {.loaded = load_network(model_path, &loading)};
  struct bitplane_tensor input;
  bitplane_model_input(&stream.loaded.model, &input);
  uint8_t* buffer = make_noise_image(input.nbytes);
  stream.image = records_path == NULL ? buffer : record_at(records_path, index, &input, buffer);
  warm_up_until_steady(run_once, &stream);

  const uint64_t wanted_ns = num_seconds * UINT64_C(1000000000);
  const uint64_t booted_ns = since_boot_ns(), start = now_ns();
  uint64_t num_run = 0, ns;
  do {
    run_once(&stream);
    num_run++;
    ns = now_ns() - start;
  } while (ns < wanted_ns);

  fputs("{\"schema\":\"bitplane-stream/1\",\"program\":\"" BITPLANE_VERSION "\",\"compiler\":", stdout);
  print_json_string(BITPLANE_COMPILER);
  fputs(",\"flags\":", stdout);
  print_json_string(BITPLANE_FLAGS);
  fputs(",\"cpu\":", stdout);
  print_json_cpu();
  printf(",\"threads\":%" PRIu32 ",\"arena_nbytes\":%zu,\"image\":%" PRIu32 ",\"images\":%" PRIu64
         ",\"since_boot_ns\":%" PRIu64 ",\"ns\":%" PRIu64,
         loading.num_threads, stream.loaded.arena_nbytes, index, num_run, booted_ns, ns);
  const uint64_t cpu_ns = process_cpu_ns();
  if (cpu_ns == 0) {
    puts(",\"cpu_ns\":null}");
  } else {
    printf(",\"cpu_ns\":%" PRIu64 "}\n", cpu_ns);
  }
  free(buffer);
  unload_network(&stream.loaded);
  return EXIT_SUCCESS;
}

// bitplane verify: every output that the network hands out and the golden vectors hold, bit by bit.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "commands.h"
#include "elements.h"
#include "fail.h"
#include "golden.h"
#include "json.h"
#include "loaded_network.h"
#include "workers.h"

// Where the runtime first differed.
struct difference {
  uint32_t image;
  const char* layer;
  size_t index;
  double expected, got;
};

struct comparison {
  const struct golden* golden;
  uint32_t image;
  uint32_t num_compared, num_mismatches;  // tensors
  struct difference first;
};

// The golden tensor of that name, or 0, which is the input.
static uint32_t find_tensor(const struct golden* golden, const char* name) {
  for (uint32_t index = 1; index < golden->num_tensors; index++) {
    if (strcmp(golden_tensor(golden, 0, index).name, name) == 0) return index;
  }
  return 0;
}

static int same_type(const struct bitplane_tensor* a, const struct bitplane_tensor* b) {
  return a->element == b->element && a->height == b->height && a->width == b->width && a->channels == b->channels;
}

static void compare_output(void* context, uint32_t step, const struct bitplane_tensor* output) {
  struct comparison* comparison = context;
  const uint32_t index = find_tensor(comparison->golden, output->name);
  (void)step;
  if (index == 0) return;
  const struct bitplane_tensor expected = golden_tensor(comparison->golden, comparison->image, index);
  comparison->num_compared++;
  if (memcmp(expected.data, output->data, output->nbytes) == 0) return;
  for (size_t k = 0; k < num_elements(output); k++) {
    if (same_element(&expected, output, k)) continue;
    if (comparison->num_mismatches++ == 0) {
      comparison->first =
          (struct difference){comparison->image, output->name, k, element_at(&expected, k), element_at(output, k)};
    }
    return;
  }
}

static const char* const mismatched_vectors = "%s: tensor '%s' is not what the model makes: export both again together";

// Every golden tensor must be one of the model's. Not all are handed out: a chain of layers keeps its last output.
static void check_types(const char* path, const struct golden* golden, const struct loaded_network* loaded) {
  struct bitplane_tensor input;
  bitplane_model_input(&loaded->model, &input);
  const struct bitplane_tensor golden_input = golden_tensor(golden, 0, 0);
  if (strcmp(golden_input.name, input.name) != 0 || !same_type(&golden_input, &input)) {
    fail(EXIT_FAILED, mismatched_vectors, path, golden_input.name);
  }
  for (uint32_t index = 1; index < golden->num_tensors; index++) {
    const struct bitplane_tensor expected = golden_tensor(golden, 0, index);
    int is_made = 0;
    for (uint32_t k = 1; k <= loaded->model.num_layers; k++) {
      struct bitplane_tensor made;
      bitplane_model_tensor(&loaded->model, k, &made);
      is_made |= strcmp(made.name, expected.name) == 0 && same_type(&made, &expected);
    }
    if (!is_made) fail(EXIT_FAILED, mismatched_vectors, path, expected.name);
  }
}

static void print_difference(const struct difference* first) {
  printf(",\"first_difference\":{\"image\":%" PRIu32 ",\"layer\":", first->image);
  print_json_string(first->layer);
  printf(",\"index\":%zu,\"expected\":", first->index);
  print_json_number(first->expected);
  fputs(",\"got\":", stdout);
  print_json_number(first->got);
  putchar('}');
}

int command_verify(int argc, char** argv) {
  const char *model_path = NULL, *golden_path = NULL, *threads = NULL;
  const struct option options[] = {
      {"--model", &model_path}, {"--golden", &golden_path}, {"--threads", &threads}, {NULL, NULL}};
  read_options(argc, argv, options);
  require_option("--model", model_path);
  require_option("--golden", golden_path);

  const struct loading loading = {.num_threads = read_num_threads(threads), .splits_all = true};
  struct loaded_network loaded = load_network(model_path, &loading);
  const struct golden golden = open_golden(golden_path);
  if (golden.model_crc32 != loaded.model.crc32) {
    fail(EXIT_FAILED,
         "%s: made from another model (crc32 %08" PRIx32 ") than %s (%08" PRIx32 "): export both again together",
         golden_path, golden.model_crc32, model_path, loaded.model.crc32);
  }
  check_types(golden_path, &golden, &loaded);

  struct comparison comparison = {.golden = &golden};
  const struct bitplane_observer observer = {compare_output, &comparison};
  for (uint32_t image = 0; image < golden.num_images; image++) {
    comparison.image = image;
    run_image(&loaded, golden_tensor(&golden, image, 0).data, &observer);
  }
  printf("{\"schema\":\"bitplane-verify/1\",\"images\":%" PRIu32 ",\"tensors\":%" PRIu32 ",\"mismatches\":%" PRIu32,
         golden.num_images, comparison.num_compared, comparison.num_mismatches);
  if (comparison.num_mismatches > 0) print_difference(&comparison.first);
  puts("}");
  unload_network(&loaded);
  return comparison.num_mismatches == 0 ? EXIT_SUCCESS : EXIT_FAILED;
}

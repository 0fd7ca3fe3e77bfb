// bitplane run
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"
#include "class_names.h"
#include "commands.h"
#include "elements.h"
#include "fail.h"
#include "images.h"
#include "json.h"
#include "loaded_network.h"
#include "logits.h"
#include "workers.h"

static void print_result(uint32_t index, const struct bitplane_tensor* logits, const struct class_names* names) {
  const size_t best = class_of(logits);
  printf("{\"image\":%" PRIu32 ",\"class\":%zu", index, best);
  const char* name = class_name(names, best);
  if (name != NULL) {
    fputs(",\"name\":", stdout);
    print_json_string(name);
  }
  fputs(",\"logits\":[", stdout);
  for (size_t k = 0; k < num_elements(logits); k++) {
    if (k > 0) putchar(',');
    print_json_number(element_at(logits, k));
  }
  puts("]}");
}

int command_run(int argc, char** argv) {
  const char *model_path = NULL, *raw_path = NULL, *records_path = NULL, *limit = NULL, *threads = NULL;
  const struct option options[] = {{"--model", &model_path}, {"--input", &raw_path},  {"--data", &records_path},
                                   {"--limit", &limit},      {"--threads", &threads}, {NULL, NULL}};
  read_options(argc, argv, options);
  const uint32_t max = read_number("--limit", limit, 1, UINT32_MAX);
  require_option("--model", model_path);
  if ((raw_path == NULL) == (records_path == NULL)) fail(EXIT_USAGE, "give either --input RAW or --data RECORDS");

  const struct loading loading = {.num_threads = read_num_threads(threads)};
  struct loaded_network loaded = load_network(model_path, &loading);
  require_logits(model_path, &loaded.model);
  const struct class_names names = read_class_names(model_path, &loaded.model);
  struct bitplane_tensor input;
  bitplane_model_input(&loaded.model, &input);
  const struct images images =
      raw_path != NULL ? open_raw_images(raw_path, &input) : open_records(records_path, &input);
  uint8_t* buffer = malloc(input.nbytes);
  if (buffer == NULL) fail(EXIT_FAILED, "no memory for an image of %zu bytes", input.nbytes);
  for (uint32_t index = 0; index < images.num_images && index < max; index++) {
    const struct bitplane_tensor logits = run_image(&loaded, image_at(&images, index, buffer), NULL);
    print_result(index, &logits, &names);
  }
  free(buffer);
  unload_network(&loaded);
  return EXIT_SUCCESS;
}

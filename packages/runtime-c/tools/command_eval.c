// bitplane eval
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"
#include "commands.h"
#include "elements.h"
#include "fail.h"
#include "images.h"
#include "loaded_network.h"
#include "logits.h"
#include "workers.h"

// Images that are run together: enough for every thread to have many.
enum { BATCH_IMAGES = 256 };

// Counts correct predictions among images [first, first + batch->num_images), which are first copied to the batch's
// place.
static uint32_t count_correct(const struct loaded_network* loaded, const struct images* images, uint32_t first,
                              const struct bitplane_batch* batch, uint8_t* copies) {
  const size_t image_nbytes = images->record_nbytes - 1;
  for (uint32_t k = 0; k < batch->num_images; k++) image_at(images, first + k, copies + k * image_nbytes);
  run_batch(loaded, batch);
  struct bitplane_tensor logits;
  bitplane_model_output(&loaded->model, &logits);
  uint32_t correct = 0;
  for (uint32_t k = 0; k < batch->num_images; k++) {
    const uint32_t label = label_at(images, first + k);
    if (label >= num_elements(&logits)) {
      fail(EXIT_FAILED, "%s: image %lu has label %lu, but the model has %zu scores: it was trained on other classes",
           images->file.path, (unsigned long)first + k, (unsigned long)label, num_elements(&logits));
    }
    logits.data = (const uint8_t*)batch->outputs + k * logits.nbytes;
    correct += class_of(&logits) == label;
  }
  return correct;
}

int command_eval(int argc, char** argv) {
  const char *model_path = NULL, *records_path = NULL, *limit = NULL, *threads = NULL;
  const struct option options[] = {
      {"--model", &model_path}, {"--data", &records_path}, {"--limit", &limit}, {"--threads", &threads}, {NULL, NULL}};
  read_options(argc, argv, options);
  const uint32_t max = read_number("--limit", limit, 1, UINT32_MAX);
  require_option("--model", model_path);
  require_option("--data", records_path);

  const struct loading loading = {.num_threads = read_num_threads(threads), .spreads_images = true};
  struct loaded_network loaded = load_network(model_path, &loading);
  require_logits(model_path, &loaded.model);
  struct bitplane_tensor input, output;
  bitplane_model_input(&loaded.model, &input);
  bitplane_model_output(&loaded.model, &output);
  const struct images images = open_records(records_path, &input);
  const uint32_t num_images = images.num_images < max ? images.num_images : max;
  uint8_t* copies = malloc(BATCH_IMAGES * input.nbytes);
  void* outputs = malloc(BATCH_IMAGES * output.nbytes);
  if (copies == NULL || outputs == NULL) fail(EXIT_FAILED, "no memory for %d images", BATCH_IMAGES);
  uint32_t correct = 0;
  for (uint32_t first = 0; first < num_images; first += BATCH_IMAGES) {
    const uint32_t left = num_images - first;
    const struct bitplane_batch batch = {left < BATCH_IMAGES ? left : BATCH_IMAGES, copies, outputs};
    correct += count_correct(&loaded, &images, first, &batch, copies);
  }
  free(outputs);
  free(copies);
  unload_network(&loaded);
  printf("{\"schema\":\"bitplane-eval/1\",\"images\":%" PRIu32 ",\"correct\":%" PRIu32 ",\"accuracy\":%.10g}\n",
         num_images, correct, 100.0 * correct / num_images);
  return EXIT_SUCCESS;
}

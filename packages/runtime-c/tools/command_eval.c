// bitplane eval
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"
#include "commands.h"
#include "fail.h"
#include "images.h"
#include "loaded_network.h"
#include "logits.h"

int command_eval(int argc, char** argv) {
  const char *model_path = NULL, *cifar_path = NULL, *limit = NULL;
  const struct option options[] = {
      {"--model", &model_path}, {"--data", &cifar_path}, {"--limit", &limit}, {NULL, NULL}};
  read_options(argc, argv, options);
  const uint32_t most = read_number("--limit", limit, 1, UINT32_MAX);
  demand_option("--model", model_path);
  demand_option("--data", cifar_path);

  struct loaded_network loaded = load_network(model_path);
  demand_logits(model_path, &loaded.model);
  struct bitplane_tensor input;
  bitplane_model_input(&loaded.model, &input);
  const struct images images = open_cifar10(cifar_path, &input);
  const uint32_t num_images = images.num_images < most ? images.num_images : most;
  uint8_t* buffer = malloc(input.nbytes);
  if (buffer == NULL) fail(EXIT_REFUSED, "no memory for an image of %zu bytes", input.nbytes);
  uint32_t correct = 0;
  for (uint32_t index = 0; index < num_images; index++) {
    const struct bitplane_tensor logits = run_image(&loaded, image_at(&images, index, buffer), NULL);
    correct += class_of(&logits) == label_at(&images, index);
  }
  free(buffer);
  unload_network(&loaded);
  printf("{\"schema\":\"bitplane-eval/1\",\"images\":%" PRIu32 ",\"correct\":%" PRIu32 ",\"accuracy\":%.10g}\n",
         num_images, correct, 100.0 * correct / num_images);
  return EXIT_SUCCESS;
}

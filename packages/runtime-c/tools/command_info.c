// bitplane info
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"
#include "class_names.h"
#include "commands.h"
#include "json.h"
#include "loaded_network.h"

static void print_shape(const struct bitplane_tensor* tensor) {
  printf("[%" PRIu32 ",%" PRIu32 ",%" PRIu32 "]", tensor->height, tensor->width, tensor->channels);
}

static void print_step(const struct bitplane_network* network, uint32_t index) {
  static const char* const elements[] = {
      [BITPLANE_UINT8] = "uint8", [BITPLANE_BITS] = "bits", [BITPLANE_INT32] = "int32", [BITPLANE_FLOAT32] = "float32"};
  struct bitplane_step step;
  bitplane_describe_step(network, index, &step);
  fputs(index == 0 ? "{\"name\":" : ",{\"name\":", stdout);
  print_json_string(step.name);
  fputs(",\"kind\":", stdout);
  print_json_string(step.kind);
  fputs(",\"kernel\":", stdout);
  print_json_string(step.kernel);
  fputs(",\"output\":{\"name\":", stdout);
  print_json_string(step.output.name);
  printf(",\"element\":\"%s\",\"shape\":", elements[step.output.element]);
  print_shape(&step.output);
  fputs("}}", stdout);
}

// null for a file without names.
static void print_class_names(const struct class_names* names) {
  if (names->num_names == 0) {
    fputs("null", stdout);
    return;
  }
  for (size_t k = 0; k < names->num_names; k++) {
    putchar(k == 0 ? '[' : ',');
    print_json_string(class_name(names, k));
  }
  putchar(']');
}

int command_info(int argc, char** argv) {
  const char* model_path = NULL;
  const struct option options[] = {{"--model", &model_path}, {NULL, NULL}};
  read_options(argc, argv, options);
  struct loaded_network loaded =
      load_network(require_option("--model", model_path), &(struct loading){.num_threads = 1});

  const struct class_names names = read_class_names(model_path, &loaded.model);
  struct bitplane_tensor input;
  bitplane_model_input(&loaded.model, &input);
  fputs("{\"schema\":\"bitplane-info/1\",\"name\":", stdout);
  print_json_string(loaded.model.name);
  printf(",\"crc32\":\"%08" PRIx32 "\",\"nbytes\":%zu,\"input\":", loaded.model.crc32, loaded.model.nbytes);
  print_shape(&input);
  fputs(",\"classes\":", stdout);
  print_class_names(&names);
  printf(",\"num_layers\":%" PRIu32 ",\"arena_nbytes\":%zu,\"layers\":[", loaded.model.num_layers, loaded.arena_nbytes);
  for (uint32_t index = 0; index < bitplane_num_steps(loaded.network); index++) print_step(loaded.network, index);
  puts("]}");
  unload_network(&loaded);
  return EXIT_SUCCESS;
}

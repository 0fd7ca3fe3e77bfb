// The runtime inside a shared library, as in a plugin or a module for Python, in C.
#include "plugin.h"

#include <stdlib.h>

#include "answer.h"

static void* allocate(size_t nbytes) {
  const size_t num_lines = nbytes / BITPLANE_ARENA_ALIGNMENT + 1;
  return aligned_alloc(BITPLANE_ARENA_ALIGNMENT, num_lines * BITPLANE_ARENA_ALIGNMENT);
}

const char* plugin_run(const void* bytes, size_t nbytes) {
  struct bitplane_model model;
  struct bitplane_network* network = NULL;
  struct bitplane_tensor input, output;
  struct bitplane_memory arena = {NULL, 0};
  const struct bitplane_options options = {.cpu_features = bitplane_cpu_features()};
  enum bitplane_status status = bitplane_model_load(bytes, nbytes, &model);
  if (status == BITPLANE_OK) status = bitplane_arena_nbytes(&model, &options, &arena.nbytes);
  if (status != BITPLANE_OK) return bitplane_status_text(status);

  bitplane_model_input(&model, &input);
  arena.data = allocate(arena.nbytes);
  uint8_t* image = allocate(input.nbytes);
  if (arena.data != NULL && image != NULL) {
    fill_image(image, input.nbytes);
    status = bitplane_network_init(&model, &options, arena, &network);
    if (status == BITPLANE_OK) status = bitplane_run(network, image, NULL, &output);
    if (status == BITPLANE_OK) print_answer(&output);
  }
  const char* problem = arena.data == NULL || image == NULL ? "no memory" : bitplane_status_text(status);
  free(arena.data);
  free(image);
  return status == BITPLANE_OK && network != NULL ? NULL : problem;
}

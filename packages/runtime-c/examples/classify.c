// Prints the class that a model gives to an image: classify MODEL.bpm IMAGE.raw (uint8, rows of pixels).
#include <bitplane/bitplane.h>
#include <stdio.h>
#include <stdlib.h>

// The whole file, padded to what aligned_alloc asks for.
static uint8_t* read_file(const char* path, size_t* nbytes) {
  FILE* file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) return NULL;
  *nbytes = (size_t)ftell(file);
  rewind(file);
  void* bytes =
      aligned_alloc(BITPLANE_ARENA_ALIGNMENT, (*nbytes / BITPLANE_ARENA_ALIGNMENT + 1) * BITPLANE_ARENA_ALIGNMENT);
  const size_t num_read = bytes == NULL ? 0 : fread(bytes, 1, *nbytes, file);
  fclose(file);
  return num_read == *nbytes ? bytes : NULL;
}

int main(int argc, char** argv) {
  size_t model_nbytes = 0, image_nbytes = 0;
  uint8_t* bytes = argc == 3 ? read_file(argv[1], &model_nbytes) : NULL;
  uint8_t* image = argc == 3 ? read_file(argv[2], &image_nbytes) : NULL;
  if (bytes == NULL || image == NULL) return fputs("usage: classify MODEL.bpm IMAGE.raw\n", stderr), 2;

  struct bitplane_model model;
  struct bitplane_network* network = NULL;
  struct bitplane_tensor input, logits;
  struct bitplane_memory arena = {NULL, 0};
  const struct bitplane_options options = {.cpu_features = bitplane_cpu_features()};
  enum bitplane_status status = bitplane_model_load(bytes, model_nbytes, &model);
  if (status == BITPLANE_OK) status = bitplane_arena_nbytes(&model, &options, &arena.nbytes);
  if (status == BITPLANE_OK) arena.data = aligned_alloc(BITPLANE_ARENA_ALIGNMENT, arena.nbytes);
  if (status == BITPLANE_OK) status = bitplane_network_init(&model, &options, arena, &network);
  if (status != BITPLANE_OK) return fprintf(stderr, "%s: %s\n", argv[1], bitplane_status_text(status)), 1;

  bitplane_model_input(&model, &input);
  if (image_nbytes < input.nbytes) return fprintf(stderr, "%s: the image is too small\n", argv[2]), 1;
  bitplane_run(network, image, NULL, &logits);
  if (logits.element != BITPLANE_FLOAT32) return fprintf(stderr, "%s: its output is not logits\n", argv[1]), 1;
  uint32_t best = 0;
  for (uint32_t c = 1; c < logits.channels; c++) {
    if (((const float*)logits.data)[c] > ((const float*)logits.data)[best]) best = c;
  }
  printf("class %lu\n", (unsigned long)best);
  free(arena.data);
  free(image);
  free(bytes);
  return 0;
}

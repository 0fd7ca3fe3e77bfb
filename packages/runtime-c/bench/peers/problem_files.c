// Writes the layers' numbers to files of a folder, for peers that Python calls: of layer L1, L1.image (int8 [height,
// width, channels], +1 or -1), L1.weights (int8 [filters, size, size, channels]), L1.bounds (int16 [filters]) and
// L1.sums (int32 [height, width, filters]). Prints a line of JSON per layer with its shape.
#include <stdio.h>

#include "allocate.h"
#include "arguments.h"
#include "peers/values.h"

static void write_file(const char* folder, const char* layer, const char* what, const void* data, size_t nbytes) {
  char path[4096];
  const int length = snprintf(path, sizeof path, "%s/%s.%s", folder, layer, what);
  if (length < 0 || (size_t)length >= sizeof path) fail(EXIT_USAGE, "option --out: too long");
  FILE* file = fopen(path, "wb");
  if (file == NULL || fwrite(data, 1, nbytes, file) != nbytes || fclose(file) != 0) {
    fail(EXIT_FAILED, "%s: cannot be written", path);
  }
}

static void write_numbers(const char* folder, const char* layer, const char* what, const uint64_t* rows,
                          size_t num_rows, size_t columns) {
  int8_t* numbers = allocate(num_rows * columns, 1);
  for (size_t k = 0; k < num_rows * columns; k++) {
    numbers[k] = (int8_t)value_at(rows, k / columns, columns, k % columns);
  }
  write_file(folder, layer, what, numbers, num_rows * columns);
  free(numbers);
}

int main(int argc, char** argv) {
  const char* folder = NULL;
  const struct option options[] = {{"--out", &folder}, {NULL, NULL}};
  read_options(argc - 1, argv + 1, options);
  require_option("--out", folder);
  for (size_t i = 0; i < NUM_BENCH_LAYERS; i++) {
    const struct bench_layer* layer = &bench_layers[i];
    struct problem problem = make_problem(layer);
    const size_t num_pixels = num_pixels_of(layer), filters = layer->filters;
    write_numbers(folder, layer->name, "image", problem.input, num_pixels, layer->channels);
    write_numbers(folder, layer->name, "weights", problem.weights, filters * num_taps_of(layer), layer->channels);
    write_file(folder, layer->name, "bounds", problem.bounds, filters * sizeof *problem.bounds);
    write_file(folder, layer->name, "sums", problem.sums, num_pixels * filters * sizeof *problem.sums);
    printf("{\"layer\":\"%s\",\"height\":%u,\"width\":%u,\"channels\":%u,\"filters\":%u,\"size\":%u}\n", layer->name,
           (unsigned)layer->height, (unsigned)layer->width, (unsigned)layer->channels, (unsigned)filters,
           (unsigned)layer->size);
    free_problem(&problem);
  }
  return EXIT_SUCCESS;
}

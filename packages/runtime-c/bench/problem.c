// L1 to L3 are the reference network's layers, L4 to L6 are ResNet's.
#include "problem.h"

#include "allocate.h"
#include "bits.h"
#include "random.h"

const struct bench_layer bench_layers[NUM_BENCH_LAYERS] = {
    {"L1", 15, 15, 64, 128, 3},  {"L2", 7, 7, 128, 128, 3}, {"L3", 3, 3, 128, 10, 1},
    {"L4", 14, 14, 256, 256, 3}, {"L5", 56, 56, 64, 64, 3}, {"L6", 7, 7, 512, 512, 3},
};

uint64_t num_products(const struct bench_layer* layer) {
  return (uint64_t)layer->height * layer->width * layer->filters * layer->size * layer->size * layer->channels;
}

static int32_t sum_at(const struct problem* problem, uint32_t row, uint32_t column, uint32_t filter) {
  const struct bench_layer* layer = problem->layer;
  const uint32_t pad = layer->size / 2;
  const size_t num_words = bitplane_row_words(layer->channels);
  const uint64_t* w = problem->weights + (size_t)filter * layer->size * layer->size * num_words;
  int32_t sum = 0;
  for (uint32_t u = row; u < row + layer->size; u++) {
    for (uint32_t v = column; v < column + layer->size; v++, w += num_words) {
      if (u < pad || u - pad >= layer->height || v < pad || v - pad >= layer->width) continue;
      const uint64_t* a = problem->input + ((size_t)(u - pad) * layer->width + (v - pad)) * num_words;
      sum += (int32_t)layer->channels;
      for (size_t k = 0; k < num_words; k++) sum -= 2 * bitplane_popcount(a[k] ^ w[k]);
    }
  }
  return sum;
}

static void fill_rows(uint64_t* rows, size_t num_rows, size_t columns, struct random* random) {
  const size_t num_words = bitplane_row_words(columns);
  for (size_t k = 0; k < num_rows * num_words; k++) {
    rows[k] = next_word(random);
    if (k % num_words == num_words - 1) rows[k] &= bitplane_last_word_mask(columns);
  }
}

struct problem make_problem(const struct bench_layer* layer) {
  struct random random = seeded(layer->channels * 131 + layer->height);
  const size_t num_pixels = (size_t)layer->height * layer->width, num_taps = (size_t)layer->size * layer->size;
  const size_t words_in = bitplane_row_words(layer->channels), words_out = bitplane_row_words(layer->filters);
  struct problem problem = {
      .layer = layer,
      .input = allocate(num_pixels * words_in, sizeof(uint64_t)),
      .weights = allocate(layer->filters * num_taps * words_in, sizeof(uint64_t)),
      .bounds = allocate(layer->filters, sizeof(int16_t)),
      .sums = allocate(num_pixels * layer->filters, sizeof(int32_t)),
      .signs = allocate(num_pixels * words_out, sizeof(uint64_t)),
  };
  fill_rows(problem.input, num_pixels, layer->channels, &random);
  fill_rows(problem.weights, layer->filters * num_taps, layer->channels, &random);
  for (uint32_t filter = 0; filter < layer->filters; filter++) {
    problem.bounds[filter] = (int16_t)next_int(&random, -20, 20);
  }
  for (size_t pixel = 0; pixel < num_pixels; pixel++) {
    for (uint32_t filter = 0; filter < layer->filters; filter++) {
      const uint32_t row = (uint32_t)(pixel / layer->width), column = (uint32_t)(pixel % layer->width);
      const int32_t sum = sum_at(&problem, row, column, filter);
      problem.sums[pixel * layer->filters + filter] = sum;
      const uint64_t is_minus = sum < problem.bounds[filter];
      problem.signs[pixel * words_out + filter / 64] |= is_minus << (filter % 64);
    }
  }
  return problem;
}

void free_problem(struct problem* problem) {
  free(problem->input);
  free(problem->weights);
  free(problem->bounds);
  free(problem->sums);
  free(problem->signs);
}

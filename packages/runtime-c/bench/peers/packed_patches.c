#include "peers/packed_patches.h"

#include "allocate.h"
#include "peers/values.h"

// Copies a pixel's patch, and adds the weights of its taps outside the image to `outside`, [filters].
static void gather(const struct problem* problem, size_t pixel, uint64_t* row, int32_t* outside) {
  const struct bench_layer* layer = problem->layer;
  const uint32_t pad = layer->size / 2;
  const uint32_t top = (uint32_t)(pixel / layer->width), left = (uint32_t)(pixel % layer->width);
  const size_t num_words = bitplane_row_words(layer->channels), num_taps = num_taps_of(layer);
  for (size_t tap = 0; tap < num_taps; tap++, row += num_words) {
    const uint32_t i = top + (uint32_t)(tap / layer->size), j = left + (uint32_t)(tap % layer->size);
    if (i >= pad && i - pad < layer->height && j >= pad && j - pad < layer->width) {
      const uint64_t* from = problem->input + ((size_t)(i - pad) * layer->width + (j - pad)) * num_words;
      memcpy(row, from, num_words * sizeof *row);
      continue;
    }
    for (size_t filter = 0; filter < layer->filters; filter++) {
      for (size_t c = 0; c < layer->channels; c++) {
        outside[filter] += value_at(problem->weights, filter * num_taps + tap, layer->channels, c);
      }
    }
  }
}

struct packed_patches gather_packed_patches(const struct problem* problem) {
  const struct bench_layer* layer = problem->layer;
  if (layer->channels % BITPLANE_WORD_BITS != 0) fail(EXIT_FAILED, "%s: channels do not fill words", layer->name);
  struct packed_patches patches = {
      .num_pixels = num_pixels_of(layer),
      .num_words = num_taps_of(layer) * bitplane_row_words(layer->channels),
      .depth = num_taps_of(layer) * layer->channels,
  };
  patches.rows = allocate(patches.num_pixels * patches.num_words, sizeof *patches.rows);
  patches.outside = allocate(patches.num_pixels * layer->filters, sizeof *patches.outside);
  for (size_t pixel = 0; pixel < patches.num_pixels; pixel++) {
    gather(problem, pixel, patches.rows + pixel * patches.num_words, patches.outside + pixel * layer->filters);
  }
  return patches;
}

bool is_right_with_outside(const struct packed_patches* patches, const struct problem* problem, size_t index,
                           int32_t sum) {
  return sum - patches->outside[index] == problem->sums[index];
}

void free_packed_patches(struct packed_patches* patches) {
  free(patches->rows);
  free(patches->outside);
}

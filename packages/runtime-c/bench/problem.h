// The layers that every peer is measured on, with their correct results.
#ifndef BITPLANE_BENCH_PROBLEM_H_
#define BITPLANE_BENCH_PROBLEM_H_

#include <stddef.h>
#include <stdint.h>

// A binary convolution with stride 1, padded by size / 2 zeros on each side, and one threshold per filter.
struct bench_layer {
  const char* name;
  uint32_t height, width, channels, filters, size;
};

enum { NUM_BENCH_LAYERS = 6 };
extern const struct bench_layer bench_layers[NUM_BENCH_LAYERS];

// Products of one image, those with padded taps counted.
uint64_t num_products(const struct bench_layer* layer);

// Signs as docs/bits.md section 1 packs them; a filter's sign is +1 where its sum is >= its bound.
struct problem {
  const struct bench_layer* layer;
  uint64_t* input;    // [height, width, channels]
  uint64_t* weights;  // [filters, size, size, channels]
  int16_t* bounds;    // [filters]
  int32_t* sums;      // [height, width, filters]
  uint64_t* signs;    // [height, width, filters]
};

// Seeded input and weights; sums and signs by the definition.
struct problem make_problem(const struct bench_layer* layer);
void free_problem(struct problem* problem);

#endif

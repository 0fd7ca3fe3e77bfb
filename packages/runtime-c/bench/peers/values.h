// The problem's signs and weights as numbers, for libraries that know no bits.
#ifndef BITPLANE_BENCH_PEERS_VALUES_H_
#define BITPLANE_BENCH_PEERS_VALUES_H_

#include "bits.h"
#include "problem.h"

// +1 or -1: column `column` of row `row` of packed signs.
static inline int value_at(const uint64_t* rows, size_t row, size_t columns, size_t column) {
  const uint64_t word = rows[row * bitplane_row_words(columns) + column / BITPLANE_WORD_BITS];
  return 1 - 2 * (int)(word >> (column % BITPLANE_WORD_BITS) & 1);
}

static inline size_t num_pixels_of(const struct bench_layer* layer) { return (size_t)layer->height * layer->width; }

static inline size_t num_taps_of(const struct bench_layer* layer) { return (size_t)layer->size * layer->size; }

#endif

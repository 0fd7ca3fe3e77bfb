// Runs a model of unknown origin in bounded memory and time, for the tests of hostile files and for fuzzing.
#ifndef BITPLANE_TESTS_BOUNDED_RUN_H_
#define BITPLANE_TESTS_BOUNDED_RUN_H_

#include <stdbool.h>

#include "bitplane/bitplane.h"

struct run_bounds {
  size_t arena_nbytes;
  double num_products;  // bytes of the image, and multiplications, additions, comparisons by all layers
};

struct bounded_run {
  enum bitplane_status status;  // of loading
  bool was_run;                 // the model was loaded and asked for no more than the bounds
  bool agrees;                  // all ways of running it gave the same bits, NaN counting as NaN
};

// Loads and, within the bounds, runs one image by the best kernels, by portable ones, and by those of some of the CPU's
// features, drawn by the file's checksum, split backwards among three workers. Every block is exactly as long as the
// library asks for, so that a sanitizer sees each access beyond it. bytes: aligned to 8.
struct bounded_run run_bounded(const uint8_t* bytes, size_t nbytes, const struct run_bounds* bounds);

#endif

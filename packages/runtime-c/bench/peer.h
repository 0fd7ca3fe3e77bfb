// The interface through which a library is measured. Each peer is a program of its own: layer_bench.c and one file that
// defines `peer`.
#ifndef BITPLANE_BENCH_PEER_H_
#define BITPLANE_BENCH_PEER_H_

#include <stdbool.h>

#include "problem.h"

struct prepared {
  void* state;         // for run and is_right
  const char* kernel;  // what the library chose, or NULL if it does not say
};

struct peer {
  const char* name;
  // Everything that is done once for a model: weights packed, kernels chosen. The input is taken over in the library's
  // own form, since a network hands it over in that.
  struct prepared (*prepare)(const struct problem* problem);
  void (*run)(void* state);  // one image
  // NULL, or a call that costs what reaching the library costs and computes next to nothing: that much is taken off its
  // times.
  void (*reach)(void* state);
  // Whether what `run` left equals the problem's signs, or its sums for a library that stops there.
  bool (*is_right)(const void* state, const struct problem* problem);
  void (*release)(void* state);
};

extern const struct peer peer;

#endif

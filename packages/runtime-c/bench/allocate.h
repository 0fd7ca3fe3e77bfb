// Allocation that ends the program on failure.
#ifndef BITPLANE_BENCH_ALLOCATE_H_
#define BITPLANE_BENCH_ALLOCATE_H_

#include <stdlib.h>
#include <string.h>

#include "fail.h"

// count * size bytes of zeros, aligned to 64. free() it.
static inline void* allocate(size_t count, size_t size) {
  const size_t nbytes = (count * size + 63) / 64 * 64;
  void* memory = aligned_alloc(64, nbytes);
  if (memory == NULL) fail(EXIT_FAILED, "no memory for %zu bytes", nbytes);
  memset(memory, 0, nbytes);
  return memory;
}

#endif

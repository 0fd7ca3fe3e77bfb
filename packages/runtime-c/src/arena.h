// Hands out pieces of the caller's arena. With base NULL it only counts: the same code measures a network and builds
// it.
#ifndef BITPLANE_ARENA_H_
#define BITPLANE_ARENA_H_

#include <stdint.h>

#include "bitplane/bitplane.h"

struct bitplane_arena {
  uint8_t* base;
  size_t used;  // SIZE_MAX once a piece did not fit the address space
};

// A piece of count * size bytes, aligned to BITPLANE_ARENA_ALIGNMENT; NULL while measuring.
static inline void* bitplane_arena_take(struct bitplane_arena* arena, uint64_t count, size_t size) {
  const size_t most = SIZE_MAX - arena->used;
  if (size != 0 && count > most / size) {
    arena->used = SIZE_MAX;
    return NULL;
  }
  const size_t nbytes = (size_t)count * size;
  const size_t padding = (size_t)-nbytes % BITPLANE_ARENA_ALIGNMENT;
  void* piece = arena->base == NULL ? NULL : arena->base + arena->used;
  arena->used = padding > most - nbytes ? SIZE_MAX : arena->used + nbytes + padding;
  return piece;
}

// Bytes that such a piece takes; SIZE_MAX if there cannot be so many.
static inline size_t bitplane_piece_nbytes(uint64_t count, size_t size) {
  struct bitplane_arena measure = {NULL, 0};
  bitplane_arena_take(&measure, count, size);
  return measure.used;
}

#endif

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
void* bitplane_arena_take(struct bitplane_arena* arena, uint64_t count, size_t size);

// The bytes that such a piece takes; SIZE_MAX if the address space is too small.
size_t bitplane_piece_nbytes(uint64_t count, size_t size);

#endif

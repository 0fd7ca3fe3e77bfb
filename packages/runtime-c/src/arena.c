#include "arena.h"

void* bitplane_arena_take(struct bitplane_arena* arena, uint64_t count, size_t size) {
  const size_t max_nbytes = SIZE_MAX - arena->used;
  if (size != 0 && count > max_nbytes / size) {
    arena->used = SIZE_MAX;
    return NULL;
  }
  const size_t nbytes = (size_t)count * size;
  const size_t padding = (size_t)-nbytes % BITPLANE_ARENA_ALIGNMENT;
  void* piece = arena->base == NULL ? NULL : arena->base + arena->used;
  arena->used = padding > max_nbytes - nbytes ? SIZE_MAX : arena->used + nbytes + padding;
  return piece;
}

size_t bitplane_piece_nbytes(uint64_t count, size_t size) {
  struct bitplane_arena measure = {NULL, 0};
  bitplane_arena_take(&measure, count, size);
  return measure.used;
}

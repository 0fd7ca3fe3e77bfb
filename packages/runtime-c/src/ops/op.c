// The layer kinds of this library: all of kinds.inc, or those that the build has chosen (cmake/kinds.cmake).
#include "op.h"

#ifndef BITPLANE_KINDS_FILE
#define BITPLANE_KINDS_FILE "kinds.inc"
#endif

const char bitplane_plain_loops[] = "portable";

const struct bitplane_op* bitplane_find_op(uint32_t kind) {
  static const struct bitplane_op* const ops[] = {
#define KIND(code, NAME, symbol) &bitplane_##symbol,
#include BITPLANE_KINDS_FILE
  };
  for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
    if (ops[i]->kind == kind) return ops[i];
  }
  return NULL;
}

bool bitplane_knows_kind(uint32_t kind) {
  switch (kind) {
#define KIND(code, NAME, symbol) case code:
#include "kinds.inc"
    return true;
    default:
      return false;
  }
}

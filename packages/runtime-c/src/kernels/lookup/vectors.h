// Vectors of byte lanes as wide as the file's instruction set has them, and what both layouts of table look-up
// (lookup_tile.h) do with them, by one name for all.
#ifndef BITPLANE_KERNELS_LOOKUP_VECTORS_H_
#define BITPLANE_KERNELS_LOOKUP_VECTORS_H_

#ifdef __wasm_simd128__
#include "vectors_wasm.h"
#else
#include "vectors_x86.h"
#endif

// 16-bit numbers of even lanes and of odd ones.
struct by_parity {
  vector even, odd;
};

#endif

// Packs the signs of floats: bit = x < 0, so that -0 is +1.
#ifndef BITPLANE_KERNELS_SIGNS_H_
#define BITPLANE_KERNELS_SIGNS_H_

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

#include "../bits.h"

// Returns the signs of `num` <= 64 floats; the other bits are 0.
#if defined(__SSE2__) || defined(__wasm_simd128__)

// Every x86-64 processor has an instruction that gathers four masks, and so has WebAssembly.
static inline unsigned bitplane_four_signs_of(const float* x) {
#ifdef __SSE2__
  return (unsigned)_mm_movemask_ps(_mm_cmplt_ps(_mm_loadu_ps(x), _mm_setzero_ps()));
#else
  return wasm_i32x4_bitmask(wasm_f32x4_lt(wasm_v128_load(x), wasm_f32x4_const_splat(0)));
#endif
}

static inline uint64_t bitplane_signs_of(const float* x, size_t num) {
  uint64_t word = 0;
  size_t c = 0;
  for (; c < num / 4 * 4; c += 4) word |= (uint64_t)bitplane_four_signs_of(x + c) << c;
  for (; c < num; c++) word |= (uint64_t)(x[c] < 0) << c;
  return word;
}

#else

// Comparisons and packing are separate loops, each of which compilers do on vectors; the product brings the lowest bits
// of eight bytes together: byte i is shifted by 56 - 7 i, to bit 56 + i. For little-endian machines, which the loader
// requires.
static inline uint64_t bitplane_signs_of(const float* x, size_t num) {
  uint8_t is_negative[BITPLANE_WORD_BITS];
  uint64_t word = 0;
  for (size_t c = 0; c < num; c++) is_negative[c] = x[c] < 0;
  memset(is_negative + num, 0, (size_t)-num % 8);
  for (size_t k = 0; k < num && k < sizeof is_negative; k += 8) {
    uint64_t eight;
    memcpy(&eight, is_negative + k, sizeof eight);
    word |= (eight * UINT64_C(0x0102040810204080) >> 56) << k;
  }
  return word;
}

#endif

#endif

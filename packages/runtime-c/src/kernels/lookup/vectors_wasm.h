// The vectors of vectors.h in WebAssembly: 16 lanes. Engines compile a look-up to one instruction on ARM, and on x86 to
// two, since there an index above 15 has to give 0 as well.
#ifndef BITPLANE_KERNELS_LOOKUP_VECTORS_WASM_H_
#define BITPLANE_KERNELS_LOOKUP_VECTORS_WASM_H_

#include <stdint.h>
#include <wasm_simd128.h>

typedef v128_t vector;
typedef uint16_t vector_bits;  // a bit of each lane

enum {
  LANES = 16,
  LANES_ALIGNMENT = 1,  // of lanes in memory
};

static inline vector load(const void* from) { return wasm_v128_load(from); }
static inline vector load_half(const void* from) { return wasm_v128_load64_zero(from); }
static inline void store(void* to, vector x) { wasm_v128_store(to, x); }
static inline vector load_lanes(const uint8_t* from) { return load(from); }
static inline vector load_row(const uint8_t* row) { return load(row); }

static inline vector zero(void) { return wasm_i64x2_const_splat(0); }
static inline vector all8(int8_t x) { return wasm_i8x16_splat(x); }
static inline vector all16(int16_t x) { return wasm_i16x8_splat(x); }
static inline vector all32(int32_t x) { return wasm_i32x4_splat(x); }
static inline vector two64(uint64_t low, uint64_t high) { return wasm_u64x2_make(low, high); }

static inline vector and_bits(vector a, vector b) { return wasm_v128_and(a, b); }
static inline vector or_bits(vector a, vector b) { return wasm_v128_or(a, b); }
static inline vector add8(vector a, vector b) { return wasm_i8x16_add(a, b); }
static inline vector sub8(vector a, vector b) { return wasm_i8x16_sub(a, b); }
static inline vector add16(vector a, vector b) { return wasm_i16x8_add(a, b); }
static inline vector sub16(vector a, vector b) { return wasm_i16x8_sub(a, b); }
static inline vector sub32(vector a, vector b) { return wasm_i32x4_sub(a, b); }
static inline vector add16_saturated(vector a, vector b) { return wasm_i16x8_add_sat(a, b); }
static inline vector greater16(vector a, vector b) { return wasm_i16x8_gt(a, b); }
static inline vector left16(vector x, uint32_t bits) { return wasm_i16x8_shl(x, bits); }
static inline vector right16(vector x, uint32_t bits) { return wasm_u16x8_shr(x, bits); }
static inline vector upper16(vector x) { return wasm_u32x4_shr(x, 16); }  // of each 32 bits
static inline vector shuffle8(vector row, vector lanes) { return wasm_i8x16_swizzle(row, lanes); }
static inline vector pack16(vector a, vector b) { return wasm_i8x16_narrow_i16x8(a, b); }
static inline vector pack32(vector a, vector b) { return wasm_i16x8_narrow_i32x4(a, b); }
static inline vector_bits sign_bits8(vector x) { return (vector_bits)wasm_i8x16_bitmask(x); }

static inline vector zip_low8(vector a, vector b) {
  return wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
static inline vector zip_high8(vector a, vector b) {
  return wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
static inline vector zip_low16(vector a, vector b) { return wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11); }
static inline vector zip_high16(vector a, vector b) { return wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15); }
static inline vector zip_low32(vector a, vector b) { return wasm_i32x4_shuffle(a, b, 0, 4, 1, 5); }
static inline vector zip_high32(vector a, vector b) { return wasm_i32x4_shuffle(a, b, 2, 6, 3, 7); }
static inline vector zip_low64(vector a, vector b) { return wasm_i64x2_shuffle(a, b, 0, 2); }
static inline vector zip_high64(vector a, vector b) { return wasm_i64x2_shuffle(a, b, 1, 3); }

// clang would otherwise load the lanes of all vectors first, and engines then have too few registers for the sums.
#define HOLD_IN_REGISTERS(a, b) __asm__ volatile("" ::: "memory")

#endif

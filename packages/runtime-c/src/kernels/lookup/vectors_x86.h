// The vectors of vectors.h on x86: 64 lanes with AVX-512 and 32 with AVX2, whose operations work on each 128-bit part
// by itself, else 16. The including file must define BITPLANE_VECTOR_LANES before: the compiler's macros may promise
// more than its kernel uses.
#ifndef BITPLANE_KERNELS_LOOKUP_VECTORS_X86_H_
#define BITPLANE_KERNELS_LOOKUP_VECTORS_X86_H_

#include <immintrin.h>
#include <stdint.h>

// OF_LANES(add_epi8) and OF_BITS(and): the intrinsics of that width.
#if BITPLANE_VECTOR_LANES == 64

typedef __m512i vector;
typedef uint64_t vector_bits;  // a bit of each lane
#define OF_LANES(operation) _mm512_##operation
#define OF_BITS(operation) _mm512_##operation##_si512

enum {
  LANES = 64,
  LANES_ALIGNMENT = 64,  // else every load would be of two lines
};

static inline vector load_lanes(const uint8_t* from) { return _mm512_load_si512(from); }

// The same 16 bytes in each quarter; aligned to 16.
static inline vector load_row(const uint8_t* row) {
  return _mm512_broadcast_i32x4(_mm_load_si128((const __m128i*)row));
}

#elif BITPLANE_VECTOR_LANES == 32

typedef __m256i vector;
typedef uint32_t vector_bits;  // a bit of each lane
#define OF_LANES(operation) _mm256_##operation
#define OF_BITS(operation) _mm256_##operation##_si256

enum {
  LANES = 32,
  LANES_ALIGNMENT = 1,  // of lanes in memory
};

static inline vector load_lanes(const uint8_t* from) { return _mm256_loadu_si256((const __m256i*)from); }

// The same 16 bytes in each half; aligned to 16.
static inline vector load_row(const uint8_t* row) {
  return _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i*)row));
}

#elif BITPLANE_VECTOR_LANES == 16

typedef __m128i vector;
typedef uint16_t vector_bits;
#define OF_LANES(operation) _mm_##operation
#define OF_BITS(operation) _mm_##operation##_si128

// Without AVX an instruction overwrites its first operand and wants others in memory aligned, hence aligned lanes.
enum {
  LANES = 16,
  LANES_ALIGNMENT = 16,
};

static inline vector load_lanes(const uint8_t* from) { return _mm_load_si128((const __m128i*)from); }
static inline vector load_row(const uint8_t* row) { return _mm_load_si128((const __m128i*)row); }

#endif

static inline vector load(const void* from) { return OF_BITS(loadu)((const vector*)from); }
static inline void store(void* to, vector x) { OF_BITS(storeu)((vector*)to, x); }

static inline vector zero(void) { return OF_BITS(setzero)(); }
static inline vector all8(int8_t x) { return OF_LANES(set1_epi8)(x); }
static inline vector all16(int16_t x) { return OF_LANES(set1_epi16)(x); }

static inline vector and_bits(vector a, vector b) { return OF_BITS (and)(a, b); }
static inline vector or_bits(vector a, vector b) { return OF_BITS(or)(a, b); }
static inline vector add8(vector a, vector b) { return OF_LANES(add_epi8)(a, b); }
static inline vector sub8(vector a, vector b) { return OF_LANES(sub_epi8)(a, b); }
static inline vector add16(vector a, vector b) { return OF_LANES(add_epi16)(a, b); }
static inline vector sub16(vector a, vector b) { return OF_LANES(sub_epi16)(a, b); }
static inline vector add16_saturated(vector a, vector b) { return OF_LANES(adds_epi16)(a, b); }
#if BITPLANE_VECTOR_LANES < 64  // There comparisons give masks.
static inline vector greater16(vector a, vector b) { return OF_LANES(cmpgt_epi16)(a, b); }
#endif
#if BITPLANE_VECTOR_LANES == 16
static inline vector load_half(const void* from) { return _mm_loadl_epi64((const __m128i*)from); }
static inline vector two64(uint64_t low, uint64_t high) { return _mm_set_epi64x((int64_t)high, (int64_t)low); }
static inline vector all32(int32_t x) { return _mm_set1_epi32(x); }
static inline vector sub32(vector a, vector b) { return _mm_sub_epi32(a, b); }
static inline vector upper16(vector x) { return _mm_srli_epi32(x, 16); }  // of each 32 bits
static inline vector pack32(vector a, vector b) { return _mm_packs_epi32(a, b); }
static inline vector_bits sign_bits8(vector x) { return (vector_bits)_mm_movemask_epi8(x); }
#endif
// By a constant, whose type is not the same in all compilers.
#define left16(x, bits) OF_LANES(slli_epi16)(x, bits)
#define right16(x, bits) OF_LANES(srli_epi16)(x, bits)
static inline vector shuffle8(vector row, vector lanes) { return OF_LANES(shuffle_epi8)(row, lanes); }
static inline vector pack16(vector a, vector b) { return OF_LANES(packs_epi16)(a, b); }

static inline vector zip_low8(vector a, vector b) { return OF_LANES(unpacklo_epi8)(a, b); }
static inline vector zip_high8(vector a, vector b) { return OF_LANES(unpackhi_epi8)(a, b); }
static inline vector zip_low16(vector a, vector b) { return OF_LANES(unpacklo_epi16)(a, b); }
static inline vector zip_high16(vector a, vector b) { return OF_LANES(unpackhi_epi16)(a, b); }
static inline vector zip_low32(vector a, vector b) { return OF_LANES(unpacklo_epi32)(a, b); }
static inline vector zip_high32(vector a, vector b) { return OF_LANES(unpackhi_epi32)(a, b); }
static inline vector zip_low64(vector a, vector b) { return OF_LANES(unpacklo_epi64)(a, b); }
static inline vector zip_high64(vector a, vector b) { return OF_LANES(unpackhi_epi64)(a, b); }

// gcc 12 would otherwise hold sums twice, half of them in memory.
#define HOLD_IN_REGISTERS(a, b) __asm__("" : "+x"(a), "+x"(b))

#endif

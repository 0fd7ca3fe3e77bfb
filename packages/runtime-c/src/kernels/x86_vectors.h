// Vectors of byte lanes as wide as the file's instruction set has them, and what both layouts of table look-up
// (lookup_tile.h) do with them: 32 lanes with AVX2, whose operations work on each 128-bit half by itself, else 16.
#ifndef BITPLANE_KERNELS_X86_VECTORS_H_
#define BITPLANE_KERNELS_X86_VECTORS_H_

#include <immintrin.h>
#include <stdint.h>

#ifdef __AVX2__

typedef __m256i vector;
typedef uint32_t vector_bits;  // a bit of each lane

enum {
  LANES = 32,
  LANES_ALIGNMENT = 1,  // of lanes in memory
};

static inline vector load(const void* from) { return _mm256_loadu_si256((const __m256i*)from); }
static inline vector load_lanes(const uint8_t* from) { return load(from); }
static inline void store(void* to, vector x) { _mm256_storeu_si256((__m256i*)to, x); }

// The same 16 bytes in each half; aligned to 16.
static inline vector load_row(const uint8_t* row) {
  return _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i*)row));
}

static inline vector zero(void) { return _mm256_setzero_si256(); }
static inline vector all8(int8_t x) { return _mm256_set1_epi8(x); }
static inline vector all16(int16_t x) { return _mm256_set1_epi16(x); }

static inline vector and_bits(vector a, vector b) { return _mm256_and_si256(a, b); }
static inline vector or_bits(vector a, vector b) { return _mm256_or_si256(a, b); }
static inline vector add8(vector a, vector b) { return _mm256_add_epi8(a, b); }
static inline vector sub8(vector a, vector b) { return _mm256_sub_epi8(a, b); }
static inline vector add16(vector a, vector b) { return _mm256_add_epi16(a, b); }
static inline vector sub16(vector a, vector b) { return _mm256_sub_epi16(a, b); }
static inline vector add16_saturated(vector a, vector b) { return _mm256_adds_epi16(a, b); }
static inline vector greater16(vector a, vector b) { return _mm256_cmpgt_epi16(a, b); }
static inline vector left16(vector x, int bits) { return _mm256_slli_epi16(x, bits); }
static inline vector right16(vector x, int bits) { return _mm256_srli_epi16(x, bits); }
static inline vector shuffle8(vector row, vector lanes) { return _mm256_shuffle_epi8(row, lanes); }
static inline vector pack16(vector a, vector b) { return _mm256_packs_epi16(a, b); }

static inline vector zip_low8(vector a, vector b) { return _mm256_unpacklo_epi8(a, b); }
static inline vector zip_high8(vector a, vector b) { return _mm256_unpackhi_epi8(a, b); }
static inline vector zip_low16(vector a, vector b) { return _mm256_unpacklo_epi16(a, b); }
static inline vector zip_high16(vector a, vector b) { return _mm256_unpackhi_epi16(a, b); }
static inline vector zip_low32(vector a, vector b) { return _mm256_unpacklo_epi32(a, b); }
static inline vector zip_high32(vector a, vector b) { return _mm256_unpackhi_epi32(a, b); }
static inline vector zip_low64(vector a, vector b) { return _mm256_unpacklo_epi64(a, b); }
static inline vector zip_high64(vector a, vector b) { return _mm256_unpackhi_epi64(a, b); }

#else

// Without AVX an instruction overwrites its first operand and wants others in memory aligned, hence aligned lanes.
typedef __m128i vector;
typedef uint16_t vector_bits;  // a bit of each lane

enum {
  LANES = 16,
  LANES_ALIGNMENT = 16,  // of lanes in memory
};

static inline vector load(const void* from) { return _mm_loadu_si128((const __m128i*)from); }
static inline vector load_lanes(const uint8_t* from) { return _mm_load_si128((const __m128i*)from); }
static inline void store(void* to, vector x) { _mm_storeu_si128((__m128i*)to, x); }

// Aligned to 16.
static inline vector load_row(const uint8_t* row) { return _mm_load_si128((const __m128i*)row); }

static inline vector zero(void) { return _mm_setzero_si128(); }
static inline vector all8(int8_t x) { return _mm_set1_epi8(x); }
static inline vector all16(int16_t x) { return _mm_set1_epi16(x); }

static inline vector and_bits(vector a, vector b) { return _mm_and_si128(a, b); }
static inline vector or_bits(vector a, vector b) { return _mm_or_si128(a, b); }
static inline vector add8(vector a, vector b) { return _mm_add_epi8(a, b); }
static inline vector sub8(vector a, vector b) { return _mm_sub_epi8(a, b); }
static inline vector add16(vector a, vector b) { return _mm_add_epi16(a, b); }
static inline vector sub16(vector a, vector b) { return _mm_sub_epi16(a, b); }
static inline vector add16_saturated(vector a, vector b) { return _mm_adds_epi16(a, b); }
static inline vector greater16(vector a, vector b) { return _mm_cmpgt_epi16(a, b); }
static inline vector left16(vector x, int bits) { return _mm_slli_epi16(x, bits); }
static inline vector right16(vector x, int bits) { return _mm_srli_epi16(x, bits); }
static inline vector shuffle8(vector row, vector lanes) { return _mm_shuffle_epi8(row, lanes); }
static inline vector pack16(vector a, vector b) { return _mm_packs_epi16(a, b); }

static inline vector zip_low8(vector a, vector b) { return _mm_unpacklo_epi8(a, b); }
static inline vector zip_high8(vector a, vector b) { return _mm_unpackhi_epi8(a, b); }
static inline vector zip_low16(vector a, vector b) { return _mm_unpacklo_epi16(a, b); }
static inline vector zip_high16(vector a, vector b) { return _mm_unpackhi_epi16(a, b); }
static inline vector zip_low32(vector a, vector b) { return _mm_unpacklo_epi32(a, b); }
static inline vector zip_high32(vector a, vector b) { return _mm_unpackhi_epi32(a, b); }
static inline vector zip_low64(vector a, vector b) { return _mm_unpacklo_epi64(a, b); }
static inline vector zip_high64(vector a, vector b) { return _mm_unpackhi_epi64(a, b); }

#endif

#endif

// Four pixels by sixteen filters: vpmaddwd multiplies a pair of activations with a pair of weights in each of eight
// lanes.
#include <immintrin.h>
#include <string.h>

#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x16__avx2;
bitplane_igemm_signs_fn bitplane_igemm_signs_4x16__avx2;

enum { PIXELS = 4, FILTERS = 16, LANES = 8, PAIR = 2 };

struct sums {
  __m256i of[PIXELS][2];
};

static inline __m256i broadcast_pair(const int16_t* pair) {
  int32_t both;
  memcpy(&both, pair, sizeof both);
  return _mm256_set1_epi32(both);
}

static inline __m256i load(const void* from) { return _mm256_loadu_si256((const __m256i*)from); }

// base, w: of sixteen filters.
static inline __attribute__((always_inline)) void multiply(size_t depth, const int16_t* const rows[PIXELS],
                                                           const int16_t* w, const int32_t* base, struct sums* to) {
  __m256i sums[PIXELS][2];
  for (size_t i = 0; i < PIXELS; i++) {
    sums[i][0] = load(base);
    sums[i][1] = load(base + LANES);
  }
  for (size_t k = 0; k < depth; k += PAIR) {
    const __m256i w0 = load(w + k * FILTERS);
    const __m256i w1 = load(w + k * FILTERS + FILTERS);
    for (size_t i = 0; i < PIXELS; i++) {
      const __m256i x = broadcast_pair(rows[i] + k);
      sums[i][0] = _mm256_add_epi32(sums[i][0], _mm256_madd_epi16(x, w0));
      sums[i][1] = _mm256_add_epi32(sums[i][1], _mm256_madd_epi16(x, w1));
      __asm__("" : "+x"(sums[i][0]), "+x"(sums[i][1]));  // else gcc 12 holds each sum twice, and some in memory
    }
  }
  for (size_t i = 0; i < PIXELS; i++) {
    to->of[i][0] = sums[i][0];
    to->of[i][1] = sums[i][1];
  }
}

static inline void store_sums(const struct sums* sums, size_t pixel, int32_t* acc) {
  _mm256_storeu_si256((__m256i*)acc, sums->of[pixel][0]);
  _mm256_storeu_si256((__m256i*)(acc + LANES), sums->of[pixel][1]);
}

// Sixteen signs of each of two pixels, the first one's in the lower half.
static inline uint32_t signs_of_two(const __m256i first[2], const __m256i second[2]) {
  // Saturation keeps signs. Of each 128-bit lane come four signs of first[0], first[1], second[0], second[1].
  const __m256i bytes =
      _mm256_packs_epi16(_mm256_packs_epi32(first[0], first[1]), _mm256_packs_epi32(second[0], second[1]));
  const __m256i in_order = _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
  return (uint32_t)_mm256_movemask_epi8(in_order);
}

static inline void signs_of(const struct sums* sums, uint64_t signs[PIXELS]) {
  for (size_t i = 0; i < PIXELS; i += 2) {
    const uint32_t both = signs_of_two(sums->of[i], sums->of[i + 1]);
    signs[i] = (uint16_t)both;
    signs[i + 1] = both >> FILTERS;
  }
}

#include "../igemm_tiles.h"

void bitplane_igemm_4x16__avx2(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* w,
                               const int32_t* base, int32_t* acc, size_t ldacc) {
  multiply_tiles(num_pixels, num_blocks, depth, a, w, base, acc, ldacc);
}

void bitplane_igemm_signs_4x16__avx2(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* w,
                                     const int32_t* base, const uint64_t* flip, uint64_t* bits) {
  multiply_tiles_to_signs(num_pixels, num_blocks, depth, a, w, base, flip, bits);
}

#define BYTE_LANES 8
#define BYTE_VECTORS 4

struct channel_sums {
  __m256i of;
};

static inline struct channel_sums load_channel_sums(const int32_t* base) { return (struct channel_sums){load(base)}; }

static inline void store_channel_sums(struct channel_sums sums, int32_t* y) {
  _mm256_storeu_si256((__m256i*)y, sums.of);
}

// A product fits int16.
static inline struct channel_sums add_products(struct channel_sums sums, const uint8_t* x, const int16_t* w) {
  const __m128i bytes = _mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i*)x));
  const __m128i products = _mm_mullo_epi16(bytes, _mm_loadu_si128((const __m128i*)w));
  return (struct channel_sums){_mm256_add_epi32(sums.of, _mm256_cvtepi16_epi32(products))};
}

#include "../byte_channels.h"

BITPLANE_DEFINE_BYTE_CHANNELS(bitplane_byte_channels_8__avx2)

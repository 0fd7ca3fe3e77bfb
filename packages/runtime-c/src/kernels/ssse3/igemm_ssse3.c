// Four pixels by four filters: pmaddwd multiplies four activations, which a vector holds twice, with four weights
// of each of two filters. Sums of a filter stay apart in two lanes until phaddd brings the four filters' together.
#include <string.h>
#include <tmmintrin.h>

#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x4__ssse3;
bitplane_igemm_signs_fn bitplane_igemm_signs_4x4__ssse3;

enum { PIXELS = 4, FILTERS = 4, UNIT = 4, LANES = 8 };

struct sums {
  __m128i of[PIXELS];
};

// Compilers make one instruction of it, movddup, which shuffles nothing: a load.
static inline __m128i load_unit_twice(const int16_t* unit) {
  int64_t four;
  memcpy(&four, unit, sizeof four);
  return _mm_set1_epi64x(four);
}

static inline __m128i load(const void* from) { return _mm_loadu_si128((const __m128i*)from); }

// base, w: of four filters.
static inline __attribute__((always_inline)) void multiply(size_t depth, const int16_t* const rows[PIXELS],
                                                           const int16_t* w, const int32_t* base, struct sums* sums) {
  __m128i halves[PIXELS][2];  // of the sums of the first two filters, and of the last two
  for (size_t i = 0; i < PIXELS; i++) halves[i][0] = halves[i][1] = _mm_setzero_si128();
  for (size_t k = 0; k < depth; k += UNIT) {
    const __m128i w0 = load(w + k * FILTERS);
    const __m128i w1 = load(w + k * FILTERS + LANES);
    for (size_t i = 0; i < PIXELS; i++) {
      const __m128i x = load_unit_twice(rows[i] + k);
      halves[i][0] = _mm_add_epi32(halves[i][0], _mm_madd_epi16(x, w0));
      halves[i][1] = _mm_add_epi32(halves[i][1], _mm_madd_epi16(x, w1));
      __asm__("" : "+x"(halves[i][0]), "+x"(halves[i][1]));  // else gcc 12 holds each sum twice, and some in memory
    }
  }
  for (size_t i = 0; i < PIXELS; i++) {
    sums->of[i] = _mm_add_epi32(load(base), _mm_hadd_epi32(halves[i][0], halves[i][1]));
  }
}

static inline void store_sums(const struct sums* sums, size_t pixel, int32_t* acc) {
  _mm_storeu_si128((__m128i*)acc, sums->of[pixel]);
}

static inline void signs_of(const struct sums* sums, uint64_t signs[PIXELS]) {
  for (size_t i = 0; i < PIXELS; i++) signs[i] = (uint64_t)_mm_movemask_ps(_mm_castsi128_ps(sums->of[i]));
}

#include "../igemm_tiles.h"

void bitplane_igemm_4x4__ssse3(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* w,
                               const int32_t* base, int32_t* acc, size_t ldacc) {
  multiply_tiles(num_pixels, num_blocks, depth, a, w, base, acc, ldacc);
}

void bitplane_igemm_signs_4x4__ssse3(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* w,
                                     const int32_t* base, const uint64_t* flip, uint64_t* bits) {
  multiply_tiles_to_signs(num_pixels, num_blocks, depth, a, w, base, flip, bits);
}

#define BYTE_LANES 8
#define BYTE_VECTORS 4

struct channel_sums {
  __m128i low, high;
};

static inline struct channel_sums load_channel_sums(const int32_t* base) {
  return (struct channel_sums){load(base), load(base + BYTE_LANES / 2)};
}

static inline void store_channel_sums(struct channel_sums sums, int32_t* y) {
  _mm_storeu_si128((__m128i*)y, sums.low);
  _mm_storeu_si128((__m128i*)(y + BYTE_LANES / 2), sums.high);
}

// A product fits int16; the upper half of an int32 is shifted down with its sign.
static inline struct channel_sums add_products(struct channel_sums sums, const uint8_t* x, const int16_t* w) {
  const __m128i bytes = _mm_unpacklo_epi8(_mm_loadl_epi64((const __m128i*)x), _mm_setzero_si128());
  const __m128i products = _mm_mullo_epi16(bytes, load(w));
  return (struct channel_sums){
      _mm_add_epi32(sums.low, _mm_srai_epi32(_mm_unpacklo_epi16(products, products), 16)),
      _mm_add_epi32(sums.high, _mm_srai_epi32(_mm_unpackhi_epi16(products, products), 16)),
  };
}

#include "../byte_channels.h"

BITPLANE_DEFINE_BYTE_CHANNELS(bitplane_byte_channels_8__ssse3)

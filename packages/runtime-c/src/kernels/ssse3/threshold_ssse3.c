// A word of signs at a time: the masks of four comparisons are packed to bytes, whose sign bits are sixteen signs.
#include <stdbool.h>
#include <tmmintrin.h>

#include "../../bits.h"
#include "../kernels.h"

bitplane_threshold_fn bitplane_threshold_64__ssse3;

enum { LANES = 4, MASK_BITS = 16 };

static inline __m128i load(const void* from) { return _mm_loadu_si128((const __m128i*)from); }

// Narrow ones are widened in the upper halves of the lanes and shifted down with their signs.
static inline __m128i load_bounds(const void* bounds, bool is_wide, size_t channel) {
  if (is_wide) return load((const int32_t*)bounds + channel);
  const __m128i narrow = _mm_loadl_epi64((const __m128i*)((const int16_t*)bounds + channel));
  return _mm_srai_epi32(_mm_unpacklo_epi16(narrow, narrow), 16);
}

// All ones in the lanes of four channels that are outside.
static inline __m128i outside_4(const int32_t* acc, const struct bitplane_bounds* bounds, bool is_wide, bool has_upper,
                                size_t channel) {
  const __m128i x = load(acc + channel);
  const __m128i below = _mm_cmpgt_epi32(load_bounds(bounds->lower, is_wide, channel), x);
  if (!has_upper) return below;
  return _mm_or_si128(below, _mm_cmpgt_epi32(x, load_bounds(bounds->upper, is_wide, channel)));
}

static inline uint64_t outside_16(const int32_t* acc, const struct bitplane_bounds* bounds, bool is_wide,
                                  bool has_upper, size_t channel) {
  __m128i masks[MASK_BITS / LANES];
  for (size_t i = 0; i < MASK_BITS / LANES; i++) {
    masks[i] = outside_4(acc, bounds, is_wide, has_upper, channel + i * LANES);
  }
  const __m128i bytes = _mm_packs_epi16(_mm_packs_epi32(masks[0], masks[1]), _mm_packs_epi32(masks[2], masks[3]));
  return (uint64_t)_mm_movemask_epi8(bytes);
}

static inline uint64_t outside_64(const int32_t* acc, const struct bitplane_bounds* bounds, bool is_wide,
                                  bool has_upper, size_t channel) {
  uint64_t outside = 0;
  for (size_t j = 0; j < BITPLANE_WORD_BITS; j += MASK_BITS) {
    outside |= outside_16(acc, bounds, is_wide, has_upper, channel + j) << j;
  }
  return outside;
}

#include "../threshold_words.h"

void bitplane_threshold_64__ssse3(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
                                  uint64_t* bits) {
  compare_channels(num_channels, acc, bounds, bits);
}

// Sixteen channels at a time: a comparison gives their signs as a mask.
#include <immintrin.h>
#include <stdbool.h>

#include "../../bits.h"
#include "../kernels.h"

bitplane_threshold_fn bitplane_threshold_16__avx512;

enum { LANES = 16 };

static inline __m512i load_bounds(const void* bounds, bool is_wide, size_t channel) {
  if (is_wide) return _mm512_loadu_si512((const int32_t*)bounds + channel);
  return _mm512_cvtepi16_epi32(_mm256_loadu_si256((const __m256i*)((const int16_t*)bounds + channel)));
}

static inline __mmask16 outside_16(const int32_t* acc, const struct bitplane_bounds* bounds, bool is_wide,
                                   bool has_upper, size_t channel) {
  const __m512i x = _mm512_loadu_si512(acc + channel);
  const __mmask16 below = _mm512_cmpgt_epi32_mask(load_bounds(bounds->lower, is_wide, channel), x);
  if (!has_upper) return below;
  return _kor_mask16(below, _mm512_cmpgt_epi32_mask(x, load_bounds(bounds->upper, is_wide, channel)));
}

static inline uint64_t outside_64(const int32_t* acc, const struct bitplane_bounds* bounds, bool is_wide,
                                  bool has_upper, size_t channel) {
  __mmask16 masks[BITPLANE_WORD_BITS / LANES];
  for (size_t i = 0; i < BITPLANE_WORD_BITS / LANES; i++) {
    masks[i] = outside_16(acc, bounds, is_wide, has_upper, channel + i * LANES);
  }
  const __mmask32 low = _mm512_kunpackw(masks[1], masks[0]), high = _mm512_kunpackw(masks[3], masks[2]);
  return _cvtmask64_u64(_mm512_kunpackd(high, low));
}

#include "../threshold_words.h"

void bitplane_threshold_16__avx512(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
                                   uint64_t* bits) {
  compare_channels(num_channels, acc, bounds, bits);
}

// Sixteen channels at a time: a comparison gives their signs as a mask. The last channels go one by one.
#include <immintrin.h>
#include <stdbool.h>

#include "../kernels.h"

bitplane_threshold_fn bitplane_threshold_16__avx512;
bitplane_threshold_fn bitplane_threshold_1__portable;

enum { LANES = 16, WORD_BITS = 64 };

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

// Both flags are constants.
static inline __attribute__((always_inline)) void compare_words(size_t num_words, const int32_t* acc,
                                                                const struct bitplane_bounds* bounds, bool is_wide,
                                                                bool has_upper, uint64_t* bits) {
  for (size_t word = 0; word < num_words; word++) {
    __mmask16 masks[WORD_BITS / LANES];
    for (size_t i = 0; i < WORD_BITS / LANES; i++) {
      masks[i] = outside_16(acc, bounds, is_wide, has_upper, word * WORD_BITS + i * LANES);
    }
    const __mmask32 low = _mm512_kunpackw(masks[1], masks[0]), high = _mm512_kunpackw(masks[3], masks[2]);
    bits[word] = _cvtmask64_u64(_mm512_kunpackd(high, low)) ^ bounds->flip[word];
  }
}

void bitplane_threshold_16__avx512(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
                                   uint64_t* bits) {
  const size_t num_words = num_channels / WORD_BITS;
  const bool is_wide = bounds->nbytes == sizeof(int32_t), has_upper = bounds->upper != NULL;
  if (is_wide && has_upper) compare_words(num_words, acc, bounds, true, true, bits);
  if (is_wide && !has_upper) compare_words(num_words, acc, bounds, true, false, bits);
  if (!is_wide && has_upper) compare_words(num_words, acc, bounds, false, true, bits);
  if (!is_wide && !has_upper) compare_words(num_words, acc, bounds, false, false, bits);
  const size_t done = num_words * WORD_BITS;
  if (done == num_channels) return;
  const struct bitplane_bounds rest = bitplane_bounds_after(bounds, num_words);
  bitplane_threshold_1__portable(num_channels - done, acc + done, &rest, bits + num_words);
}

// Eight channels at a time: the sign bits of two comparisons are eight signs. The last channels go one by one.
#include <immintrin.h>

#include "../kernels.h"

bitplane_threshold_fn bitplane_threshold_8__avx2;
bitplane_threshold_fn bitplane_threshold_1__portable;

enum { LANES = 8, WORD_BITS = 64 };

static inline __m256i load_bounds(const void* bounds, size_t nbytes, size_t channel) {
  if (nbytes == sizeof(int32_t)) return _mm256_loadu_si256((const __m256i*)((const int32_t*)bounds + channel));
  return _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i*)((const int16_t*)bounds + channel)));
}

static inline uint64_t outside_8(const int32_t* acc, const struct bitplane_bounds* bounds, size_t channel) {
  const __m256i x = _mm256_loadu_si256((const __m256i*)(acc + channel));
  __m256i outside = _mm256_cmpgt_epi32(load_bounds(bounds->lower, bounds->nbytes, channel), x);
  if (bounds->upper != NULL) {
    const __m256i above = _mm256_cmpgt_epi32(x, load_bounds(bounds->upper, bounds->nbytes, channel));
    outside = _mm256_or_si256(outside, above);
  }
  return (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(outside));
}

void bitplane_threshold_8__avx2(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
                                uint64_t* bits) {
  const size_t num_whole_words = num_channels / WORD_BITS;
  for (size_t word = 0; word < num_whole_words; word++) {
    uint64_t outside = 0;
    for (size_t j = 0; j < WORD_BITS; j += LANES) outside |= outside_8(acc, bounds, word * WORD_BITS + j) << j;
    bits[word] = outside ^ bounds->flip[word];
  }
  const size_t done = num_whole_words * WORD_BITS;
  if (done == num_channels) return;
  const struct bitplane_bounds rest = bitplane_bounds_after(bounds, num_whole_words);
  bitplane_threshold_1__portable(num_channels - done, acc + done, &rest, bits + num_whole_words);
}

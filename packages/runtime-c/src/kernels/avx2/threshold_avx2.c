// Sixty-four channels at a time: the masks of eight comparisons are packed to bytes, whose sign bits are the signs.
#include <immintrin.h>
#include <stdbool.h>

#include "../kernels.h"

bitplane_threshold_fn bitplane_threshold_64__avx2;

enum { LANES = 8, HALF_WORD = 32 };

static inline __m256i load(const void* from) { return _mm256_loadu_si256((const __m256i*)from); }

static inline __m256i load_bounds(const void* bounds, bool is_wide, size_t channel) {
  if (is_wide) return load((const int32_t*)bounds + channel);
  return _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i*)((const int16_t*)bounds + channel)));
}

// All ones in the lanes of eight channels that are outside.
static inline __m256i outside_8(const int32_t* acc, const struct bitplane_bounds* bounds, bool is_wide, bool has_upper,
                                size_t channel) {
  const __m256i x = load(acc + channel);
  const __m256i below = _mm256_cmpgt_epi32(load_bounds(bounds->lower, is_wide, channel), x);
  if (!has_upper) return below;
  return _mm256_or_si256(below, _mm256_cmpgt_epi32(x, load_bounds(bounds->upper, is_wide, channel)));
}

// Packing works on 128-bit lanes: four channels of each mask from the lower ones, then four from the upper ones.
static inline uint32_t outside_32(const int32_t* acc, const struct bitplane_bounds* bounds, bool is_wide,
                                  bool has_upper, size_t channel) {
  __m256i masks[HALF_WORD / LANES];
  for (size_t i = 0; i < HALF_WORD / LANES; i++) {
    masks[i] = outside_8(acc, bounds, is_wide, has_upper, channel + i * LANES);
  }
  const __m256i bytes =
      _mm256_packs_epi16(_mm256_packs_epi32(masks[0], masks[1]), _mm256_packs_epi32(masks[2], masks[3]));
  const __m256i in_order = _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
  return (uint32_t)_mm256_movemask_epi8(in_order);
}

static inline uint64_t outside_64(const int32_t* acc, const struct bitplane_bounds* bounds, bool is_wide,
                                  bool has_upper, size_t channel) {
  const uint64_t low = outside_32(acc, bounds, is_wide, has_upper, channel);
  const uint64_t high = outside_32(acc, bounds, is_wide, has_upper, channel + HALF_WORD);
  return low | high << HALF_WORD;
}

#include "../threshold_words.h"

void bitplane_threshold_64__avx2(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
                                 uint64_t* bits) {
  compare_channels(num_channels, acc, bounds, bits);
}

// Sixty-four channels at a time: the masks of eight comparisons are packed to bytes, whose sign bits are the signs. The
// last channels go one by one.
#include <immintrin.h>
#include <stdbool.h>

#include "../kernels.h"

bitplane_threshold_fn bitplane_threshold_64__avx2;
bitplane_threshold_fn bitplane_threshold_1__portable;

enum { LANES = 8, HALF_WORD = 32, WORD_BITS = 64 };

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

// Both flags are constants.
static inline __attribute__((always_inline)) void compare_words(size_t num_words, const int32_t* acc,
                                                                const struct bitplane_bounds* bounds, bool is_wide,
                                                                bool has_upper, uint64_t* bits) {
  for (size_t word = 0; word < num_words; word++) {
    const uint64_t low = outside_32(acc, bounds, is_wide, has_upper, word * WORD_BITS);
    const uint64_t high = outside_32(acc, bounds, is_wide, has_upper, word * WORD_BITS + HALF_WORD);
    bits[word] = (low | high << HALF_WORD) ^ bounds->flip[word];
  }
}

void bitplane_threshold_64__avx2(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
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

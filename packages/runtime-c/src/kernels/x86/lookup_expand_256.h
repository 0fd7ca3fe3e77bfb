// How the look-up kernels of AVX2 and AVX-512 expand pixels: 32 bytes at a time, the groups of two words.
#ifndef BITPLANE_KERNELS_X86_LOOKUP_EXPAND_256_H_
#define BITPLANE_KERNELS_X86_LOOKUP_EXPAND_256_H_

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#include "../lookup.h"

// Where in the table each group of two pixels is: bytes 16 * first, second of a 16-bit offset.
static inline void expand(size_t num_words, const uint64_t* first, const uint64_t* second, uint16_t* offsets) {
  const __m256i low_then_high = _mm256_setr_epi64x(4, 4, 0, 0), high_later = _mm256_setr_epi64x(0, 0, 4, 4);
  for (size_t k = 0; k < num_words; k++, offsets += BITPLANE_WORD_GROUPS) {
    const __m256i a = _mm256_sllv_epi64(_mm256_set1_epi64x((int64_t)first[k]), low_then_high);
    const __m256i b = _mm256_srlv_epi64(_mm256_set1_epi64x((int64_t)second[k]), high_later);
    const __m256i low_bytes = _mm256_and_si256(a, _mm256_set1_epi8((char)0xf0));
    const __m256i high_bytes = _mm256_and_si256(b, _mm256_set1_epi8(0x0f));
    _mm256_storeu_si256((__m256i*)offsets, _mm256_unpacklo_epi8(low_bytes, high_bytes));
  }
  _mm256_storeu_si256((__m256i*)offsets, _mm256_set1_epi16(BITPLANE_NO_COUNTS));
}

#endif

// Two pixels by eight filters: each 64-bit lane of two vectors belongs to one filter. Popcount by two nibble look-ups
// (Mula), summed in bytes; one vpsadbw empties them.
#include <immintrin.h>

#include "../kernels.h"

bitplane_bgemm_fn bitplane_bgemm_2x8__avx2;

enum { FILTERS = 8 };

// A byte gains at most 8 a word and holds 255: this many words may be added before the bytes must be emptied.
enum { MAX_WORDS_IN_BYTES = 31 };

// Popcount of each byte of a XOR w.
static inline __m256i count_bytes(__m256i a, __m256i w) {
  const __m256i nibble_counts = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                                 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i low_nibble = _mm256_set1_epi8(15);
  const __m256i x = _mm256_xor_si256(a, w);
  const __m256i low = _mm256_shuffle_epi8(nibble_counts, _mm256_and_si256(x, low_nibble));
  const __m256i high = _mm256_shuffle_epi8(nibble_counts, _mm256_and_si256(_mm256_srli_epi16(x, 4), low_nibble));
  return _mm256_add_epi8(low, high);
}

static inline __m256i add_bytes(__m256i sums, __m256i bytes) {
  return _mm256_add_epi64(sums, _mm256_sad_epu8(bytes, _mm256_setzero_si256()));
}

// base - 2 * count for the eight filters, whose counts are the 64-bit lanes of two vectors.
static inline void store_acc(int32_t* acc, const int32_t* base, __m256i first, __m256i last) {
  const __m256 even = _mm256_shuffle_ps(_mm256_castsi256_ps(first), _mm256_castsi256_ps(last), 0x88);
  const __m256i counts = _mm256_permute4x64_epi64(_mm256_castps_si256(even), 0xd8);
  const __m256i bases = _mm256_loadu_si256((const __m256i*)base);
  _mm256_storeu_si256((__m256i*)acc, _mm256_sub_epi32(bases, _mm256_slli_epi32(counts, 1)));
}

// Adds the counts of a run. a1 may be a0: the last pixel of an odd number is computed twice, side by side.
static inline void count_run(size_t num_words, const uint64_t* a0, const uint64_t* a1, const uint64_t* w,
                             __m256i sums[4]) {
  for (size_t k = 0; k < num_words;) {
    const size_t end = num_words - k < MAX_WORDS_IN_BYTES ? num_words : k + MAX_WORDS_IN_BYTES;
    __m256i bytes00 = _mm256_setzero_si256(), bytes01 = bytes00, bytes10 = bytes00, bytes11 = bytes00;
    for (; k < end; k++) {
      const __m256i w0 = _mm256_loadu_si256((const __m256i*)(w + FILTERS * k));
      const __m256i w1 = _mm256_loadu_si256((const __m256i*)(w + FILTERS * k + FILTERS / 2));
      const __m256i x0 = _mm256_set1_epi64x((int64_t)a0[k]);
      const __m256i x1 = _mm256_set1_epi64x((int64_t)a1[k]);
      bytes00 = _mm256_add_epi8(bytes00, count_bytes(x0, w0));
      bytes01 = _mm256_add_epi8(bytes01, count_bytes(x0, w1));
      bytes10 = _mm256_add_epi8(bytes10, count_bytes(x1, w0));
      bytes11 = _mm256_add_epi8(bytes11, count_bytes(x1, w1));
    }
    sums[0] = add_bytes(sums[0], bytes00);
    sums[1] = add_bytes(sums[1], bytes01);
    sums[2] = add_bytes(sums[2], bytes10);
    sums[3] = add_bytes(sums[3], bytes11);
  }
}

void bitplane_bgemm_2x8__avx2(const struct bitplane_bgemm_operands* o, const int32_t* const* base,
                              int32_t* const* acc) {
  for (size_t block = 0; block < o->num_blocks; block++) {
    const size_t n = block * FILTERS;
    const uint64_t* w = (const uint64_t*)o->w + n * o->filter_words;
    for (size_t m = 0; m < o->num_pixels; m += 2) {
      const size_t second = m + 1 < o->num_pixels ? m + 1 : m;
      __m256i sums[4];
      for (int i = 0; i < 4; i++) sums[i] = _mm256_setzero_si256();
      for (const struct bitplane_word_run *run = o->runs, *end = run + o->num_runs; run < end; run++) {
        count_run(run->num_words, o->a[m] + run->a, o->a[second] + run->a, w + FILTERS * run->w, sums);
      }
      store_acc(acc[m] + n, base[m] + n, sums[0], sums[1]);
      store_acc(acc[second] + n, base[second] + n, sums[2], sums[3]);
    }
  }
}

// Four pixels by one filter in plain C, without an instruction that counts bits: a carry-save adder makes two words of
// three, their ones and their twos, so that two counts do for three words (Harley and Seal; Warren, Hacker's Delight,
// section 5-1). Vectors of two words are one register where there is SIMD, and two where there is not.
#include "../kernels.h"

bitplane_bgemm_fn bitplane_bgemm_4x1__portable;
bitplane_bgemm_fn bitplane_bgemm_1x1__portable;

enum {
  LANES = 2,
  PAIRS = 2,  // vectors of pixels: their additions do not wait for each other
  PIXELS = LANES * PAIRS,
  STEP_WORDS = 3,
  CHUNK_WORDS = 30,  // a byte gains at most 24 a step: 240 fits
};

typedef uint64_t word_lanes __attribute__((vector_size(LANES * sizeof(uint64_t))));

static inline word_lanes count_nibbles(word_lanes x) {
  const word_lanes pairs = x - ((x >> 1) & UINT64_C(0x5555555555555555));
  return (pairs & UINT64_C(0x3333333333333333)) + ((pairs >> 2) & UINT64_C(0x3333333333333333));
}

// Ones in the three bytes at the same place.
static inline word_lanes count_bytes(word_lanes x, word_lanes y, word_lanes z) {
  const word_lanes odd = x ^ y;
  const word_lanes ones = odd ^ z, twos = (x & y) | (odd & z);
  const word_lanes nibbles = count_nibbles(ones) + (count_nibbles(twos) << 1);  // at most 4 + 8
  return (nibbles & UINT64_C(0x0f0f0f0f0f0f0f0f)) + ((nibbles >> 4) & UINT64_C(0x0f0f0f0f0f0f0f0f));
}

static inline word_lanes add_bytes(word_lanes bytes) {
  word_lanes sums = (bytes & UINT64_C(0x00ff00ff00ff00ff)) + ((bytes >> 8) & UINT64_C(0x00ff00ff00ff00ff));
  sums += sums >> 16;
  sums += sums >> 32;
  return sums & 0xffff;
}

// Four pixels' words of a chunk, side by side.
struct chunk {
  size_t num_words;
  word_lanes words[CHUNK_WORDS][PAIRS];
};

static void load_chunk(struct chunk* chunk, const uint64_t* a, size_t row_words) {
  for (size_t k = 0; k < chunk->num_words; k++) {
    for (size_t i = 0; i < PAIRS; i++) {
      const uint64_t* first = a + i * LANES * row_words + k;
      chunk->words[k][i] = (word_lanes){first[0], first[row_words]};
    }
  }
}

// Counts where four pixels and a filter differ.
static inline void count_chunk(const struct chunk* chunk, const uint64_t* w, word_lanes counts[PAIRS]) {
  const word_lanes zero = {0};
  word_lanes bytes[PAIRS] = {zero, zero};
  size_t k = 0;
  for (; k + STEP_WORDS <= chunk->num_words; k += STEP_WORDS) {
    const word_lanes(*a)[PAIRS] = chunk->words + k;
    for (size_t i = 0; i < PAIRS; i++) bytes[i] += count_bytes(a[0][i] ^ w[k], a[1][i] ^ w[k + 1], a[2][i] ^ w[k + 2]);
  }
  for (; k < chunk->num_words; k++) {
    for (size_t i = 0; i < PAIRS; i++) bytes[i] += count_bytes(chunk->words[k][i] ^ w[k], zero, zero);
  }
  for (size_t i = 0; i < PAIRS; i++) counts[i] = add_bytes(bytes[i]);
}

void bitplane_bgemm_4x1__portable(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a,
                                  const void* packed, const int32_t* const* base, int32_t* acc, size_t ldacc) {
  const uint64_t* w = packed;
  const size_t num_tiled = num_words < STEP_WORDS ? 0 : num_pixels / PIXELS * PIXELS;
  for (size_t m = 0; m < num_tiled; m += PIXELS) {
    for (size_t k = 0; k < num_words; k += CHUNK_WORDS) {
      struct chunk chunk = {.num_words = num_words - k < CHUNK_WORDS ? num_words - k : CHUNK_WORDS};
      load_chunk(&chunk, a + m * num_words + k, num_words);
      for (size_t n = 0; n < num_blocks; n++) {
        word_lanes counts[PAIRS];
        count_chunk(&chunk, w + n * num_words + k, counts);
        for (size_t i = 0; i < PIXELS; i++) {
          int32_t* to = acc + (m + i) * ldacc + n;
          const int32_t from = k == 0 ? base[m + i][n] : *to;
          *to = from - 2 * (int32_t)counts[i / LANES][i % LANES];
        }
      }
    }
  }
  bitplane_bgemm_1x1__portable(num_pixels - num_tiled, num_blocks, num_words, a + num_tiled * num_words, packed,
                               base + num_tiled, acc + num_tiled * ldacc, ldacc);
}

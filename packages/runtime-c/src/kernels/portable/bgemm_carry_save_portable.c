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

static void load_chunk(struct chunk* chunk, const uint64_t* const rows[PIXELS], size_t first) {
  for (size_t k = 0; k < chunk->num_words; k++) {
    for (size_t i = 0; i < PAIRS; i++) {
      chunk->words[k][i] = (word_lanes){rows[i * LANES][first + k], rows[i * LANES + 1][first + k]};
    }
  }
}

// Counts where four pixels and a filter differ.
static inline void count_chunk(const struct chunk* chunk, const uint64_t* w, word_lanes counts[PAIRS]) {
  const word_lanes zero = {0};
  word_lanes bytes[PAIRS] = {zero, zero};
  const word_lanes(*a)[PAIRS] = chunk->words;
  size_t left = chunk->num_words;
  for (; left >= STEP_WORDS; left -= STEP_WORDS, a += STEP_WORDS, w += STEP_WORDS) {
    for (size_t i = 0; i < PAIRS; i++) bytes[i] += count_bytes(a[0][i] ^ w[0], a[1][i] ^ w[1], a[2][i] ^ w[2]);
  }
  if (left == 2) {
    for (size_t i = 0; i < PAIRS; i++) bytes[i] += count_bytes(a[0][i] ^ w[0], a[1][i] ^ w[1], zero);
  } else if (left == 1) {
    for (size_t i = 0; i < PAIRS; i++) bytes[i] += count_bytes(a[0][i] ^ w[0], zero, zero);
  }
  for (size_t i = 0; i < PAIRS; i++) counts[i] = add_bytes(bytes[i]);
}

// Pixels under all filters, four of them or fewer, the last one's words repeated.
static void multiply_tile(const struct bitplane_bgemm_operands* o, size_t num, const uint64_t* const rows[PIXELS],
                          const int32_t* const* from, int32_t* const* acc) {
  for (const struct bitplane_word_run *run = o->runs, *end = run + o->num_runs; run < end; run++) {
    for (size_t k = 0; k < run->num_words; k += CHUNK_WORDS, from = (const int32_t* const*)acc) {
      struct chunk chunk = {.num_words = run->num_words - k < CHUNK_WORDS ? run->num_words - k : CHUNK_WORDS};
      load_chunk(&chunk, rows, run->a + k);
      const uint64_t* w = (const uint64_t*)o->w + run->w + k;
      for (size_t n = 0; n < o->num_blocks; n++, w += o->filter_words) {
        word_lanes counts[PAIRS];
        count_chunk(&chunk, w, counts);
        for (size_t i = 0; i < num; i++) acc[i][n] = from[i][n] - 2 * (int32_t)counts[i / LANES][i % LANES];
      }
    }
  }
}

void bitplane_bgemm_4x1__portable(const struct bitplane_bgemm_operands* o, const int32_t* const* base,
                                  int32_t* const* acc) {
  const size_t num_pixels = o->num_pixels;
  size_t m = 0;
  if (bitplane_run_words(o) >= STEP_WORDS) {
    for (; m + 1 < num_pixels; m += num_pixels - m < PIXELS ? num_pixels - m : PIXELS) {
      const uint64_t* rows[PIXELS];
      for (size_t i = 0; i < PIXELS; i++) rows[i] = o->a[m + i < num_pixels ? m + i : num_pixels - 1];
      multiply_tile(o, num_pixels - m < PIXELS ? num_pixels - m : PIXELS, rows, base + m, acc + m);
    }
  }
  struct bitplane_bgemm_operands rest = *o;
  rest.num_pixels -= m;
  rest.a += m;
  bitplane_bgemm_1x1__portable(&rest, base + m, acc + m);
}

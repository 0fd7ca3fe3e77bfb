// Four pixels by eight filters on A64, by four on A32, which has half the registers. Each 64-bit lane of a vector
// belongs to one filter; eor, cnt, and bytes summed. Words of pixels are doubled to vectors once for all filters: a
// pair of these is one load, where a broadcast is a load each, on A32 two instructions.
#include <arm_neon.h>
#include <stdbool.h>

#include "../word_runs.h"

#ifdef __aarch64__
#define KERNEL bitplane_bgemm_4x8__neon
enum { FILTERS = 8 };
#else
#define KERNEL bitplane_bgemm_4x4__neon
enum { FILTERS = 4 };
#endif

bitplane_bgemm_fn KERNEL;

enum {
  PIXELS = 4,
  VECTORS = FILTERS / 2,
  DOUBLED = 2 * PIXELS,  // words of a panel per word of a tile
  CHUNK_WORDS = 31,      // a byte gains at most 8 a word and holds 255
  PANEL_PIXELS = 16,     // 8 kB of doubled words stay in L1 beside a block's weights
};

// Has an address in one register, from which near ones follow: gcc 12 would compute each.
#define ADDRESS(pointer) __asm__("" : "+r"(pointer))

static inline size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

// A chunk of words: all runs of it.
struct chunk {
  size_t num_words, num_runs;
  struct bitplane_word_run runs[BITPLANE_MAX_WORD_RUNS];
};

static bool next_chunk(struct bitplane_run_walk* walk, struct chunk* chunk) {
  chunk->num_runs = bitplane_next_piece(walk, CHUNK_WORDS, chunk->runs);
  chunk->num_words = 0;
  for (size_t i = 0; i < chunk->num_runs; i++) chunk->num_words += chunk->runs[i].num_words;
  return chunk->num_runs > 0;
}

// panel: [tiles, chunk words, PIXELS, 2]. The last pixel is repeated for those that are not there.
static void fill_panel(size_t num_pixels, const struct chunk* chunk, const uint64_t* const* a, uint64_t* panel) {
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    for (size_t r = 0; r < chunk->num_runs; r++) {
      const uint64_t* rows[PIXELS];
      for (size_t i = 0; i < PIXELS; i++) rows[i] = a[min_size(m + i, num_pixels - 1)] + chunk->runs[r].a;
      for (size_t k = 0; k < chunk->runs[r].num_words; k++, panel += DOUBLED) {
        for (size_t i = 0; i < PIXELS; i++) vst1q_u64(panel + 2 * i, vld1q_dup_u64(rows[i] + k));
      }
    }
  }
}

// Has a pixel's counts computed here, before anything of the next: gcc 12 would start several at once and run out of
// registers.
#ifdef __aarch64__
#define HERE(c) __asm__ volatile("" : "+w"((c)[0]), "+w"((c)[1]), "+w"((c)[2]), "+w"((c)[3]))
#else
#define HERE(c) __asm__ volatile("" : "+w"((c)[0]), "+w"((c)[1]))
#endif

static inline uint64x2_t load_next(const uint64_t** from) {
  const uint64x2_t loaded = vld1q_u64(*from);
  *from += 2;
#ifndef __aarch64__
  ADDRESS(*from);  // which the load can leave after; loads of two vectors at once exist on A64 only
#endif
  return loaded;
}

// In the sum's register: in a loop of two words gcc 12 would take others, and move ten of them back.
static inline uint8x16_t add_to(uint8x16_t sum, uint8x16_t count) {
#ifdef __aarch64__
  __asm__("add %0.16b, %0.16b, %1.16b" : "+w"(sum) : "w"(count));
  return sum;
#else
  return vaddq_u8(sum, count);
#endif
}

// Adds the next word's counts, or sets them.
static inline __attribute__((always_inline)) void count_word(bool is_first, const uint64_t** a, const uint64_t** w,
                                                             uint8x16_t counts[PIXELS][VECTORS]) {
  uint64x2_t filters[VECTORS], x[PIXELS];
  for (int v = 0; v < VECTORS; v++) filters[v] = load_next(w);
  for (int m = 0; m < PIXELS; m++) x[m] = load_next(a);
  for (int m = 0; m < PIXELS; m++) {
    __asm__ volatile("" : "+w"(x[m]));
    for (int v = 0; v < VECTORS; v++) {
      const uint8x16_t count = vcntq_u8(vreinterpretq_u8_u64(veorq_u64(x[m], filters[v])));
      counts[m][v] = is_first ? count : add_to(counts[m][v], count);
    }
    HERE(counts[m]);
  }
}

// a: of a tile, in the panel. w: a block's words.
static inline __attribute__((always_inline)) void count_chunk(const struct chunk* chunk, const uint64_t* a,
                                                              const uint64_t* w, uint8x16_t counts[PIXELS][VECTORS]) {
  const struct bitplane_word_run* run = chunk->runs;
  const uint64_t *from = w + run->w * FILTERS, *end = from + run->num_words * FILTERS;
  count_word(true, &a, &from, counts);
  if (run->num_words % 2 == 0) count_word(false, &a, &from, counts);
  while (from < end) {
    count_word(false, &a, &from, counts);
    count_word(false, &a, &from, counts);
  }
  for (const struct bitplane_word_run* last = run + chunk->num_runs - 1; run < last;) {
    run++;
    from = w + run->w * FILTERS;
    end = from + run->num_words * FILTERS;
    while (from < end) count_word(false, &a, &from, counts);
  }
}

// acc = from - 2 * counts, per filter of a pixel.
#ifdef __aarch64__
static inline void store_acc(int32_t* acc, const int32_t* from, const uint8x16_t counts[VECTORS]) {
  ADDRESS(acc);
  ADDRESS(from);
  const uint16x8_t first = vpaddq_u16(vpaddlq_u8(counts[0]), vpaddlq_u8(counts[1]));
  const uint16x8_t last = vpaddq_u16(vpaddlq_u8(counts[2]), vpaddlq_u8(counts[3]));
  const int16x8_t sums = vreinterpretq_s16_u16(vpaddq_u16(first, last));
  const int32x4_t low = vld1q_s32(from), high = vld1q_s32(from + 4);
  vst1q_s32(acc, vmlsl_n_s16(low, vget_low_s16(sums), 2));
  vst1q_s32(acc + 4, vmlsl_high_n_s16(high, sums, 2));
}
#else
static inline uint16x4_t halve(uint16x8_t sums) { return vpadd_u16(vget_low_u16(sums), vget_high_u16(sums)); }

static inline void store_acc(int32_t* acc, const int32_t* from, const uint8x16_t counts[VECTORS]) {
  const uint16x4_t sums = vpadd_u16(halve(vpaddlq_u8(counts[0])), halve(vpaddlq_u8(counts[1])));
  vst1q_s32(acc, vmlsl_n_s16(vld1q_s32(from), vreinterpret_s16_u16(sums), 2));
}
#endif

// Pixels of a panel under one chunk of words.
struct panel {
  size_t num_pixels;
  const struct chunk* chunk;
  const uint64_t* words;  // as fill_panel left them
  const int32_t* const* from;
  int32_t* const* acc;
};

// One block of filters, `n` its first.
static void multiply_block(const struct panel* panel, const uint64_t* w, size_t n) {
  const uint64_t* a = panel->words;
  for (size_t m = 0; m < panel->num_pixels; m += PIXELS, a += panel->chunk->num_words * DOUBLED) {
    uint8x16_t counts[PIXELS][VECTORS];
    count_chunk(panel->chunk, a, w, counts);
    const int32_t* const* from = panel->from + m;
    int32_t* const* to = panel->acc + m;
    const size_t left = panel->num_pixels - m;
    if (left >= PIXELS) {
      for (size_t i = 0; i < PIXELS; i++) store_acc(to[i] + n, from[i] + n, counts[i]);
    } else {
      for (size_t i = 0; i < PIXELS - 1; i++) {
        if (i < left) store_acc(to[i] + n, from[i] + n, counts[i]);
      }
    }
  }
}

void KERNEL(const struct bitplane_bgemm_operands* o, const int32_t* const* base, int32_t* const* acc) {
  uint64_t words[PANEL_PIXELS * CHUNK_WORDS * 2];
  for (size_t m = 0; m < o->num_pixels; m += PANEL_PIXELS) {
    struct bitplane_run_walk walk = {.operands = o};
    struct chunk chunk;
    struct panel panel = {.chunk = &chunk, .words = words, .from = base + m, .acc = acc + m};
    panel.num_pixels = min_size(o->num_pixels - m, PANEL_PIXELS);
    while (next_chunk(&walk, &chunk)) {
      fill_panel(panel.num_pixels, &chunk, o->a + m, words);
      chunk.num_runs = bitplane_join_filter_runs(chunk.runs, chunk.num_runs);
      for (size_t n = 0; n < o->num_blocks * FILTERS; n += FILTERS) {
        multiply_block(&panel, (const uint64_t*)o->w + n * o->filter_words, n);
      }
      panel.from = (const int32_t* const*)panel.acc;
    }
  }
}

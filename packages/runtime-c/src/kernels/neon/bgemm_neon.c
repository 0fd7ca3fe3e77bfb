// Four pixels by eight filters on A64, by four on A32, which has half the registers. Each 64-bit lane of a vector
// belongs to one filter; eor, cnt, and bytes summed. Words of pixels are doubled to vectors once for all filters: a
// pair of these is one load, where a broadcast is a load each, on A32 two instructions.
#include <arm_neon.h>
#include <stdbool.h>

#include "../kernels.h"

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

// panel: [tiles, num_words, PIXELS, 2]. a: the first pixel's words; the last pixel stands in for those that are not
// there.
static void fill_panel(size_t num_pixels, size_t num_words, const uint64_t* a, size_t row_words, uint64_t* panel) {
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const uint64_t* rows[PIXELS];
    for (size_t i = 0; i < PIXELS; i++) rows[i] = a + min_size(m + i, num_pixels - 1) * row_words;
    for (size_t k = 0; k < num_words; k++, panel += DOUBLED) {
      for (size_t i = 0; i < PIXELS; i++) vst1q_u64(panel + 2 * i, vld1q_dup_u64(rows[i] + k));
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

static inline __attribute__((always_inline)) void count_chunk(size_t num_words, const uint64_t* a, const uint64_t* w,
                                                              uint8x16_t counts[PIXELS][VECTORS]) {
  const uint64_t* end = w + num_words * FILTERS;
  count_word(true, &a, &w, counts);
  if (num_words % 2 == 0) count_word(false, &a, &w, counts);
  while (w < end) {
    count_word(false, &a, &w, counts);
    count_word(false, &a, &w, counts);
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
  size_t num_pixels, num_words;
  const uint64_t* words;              // as fill_panel left them
  const int32_t* from[PANEL_PIXELS];  // what each pixel's sums start from
  int32_t* acc;
  size_t ldacc;
};

// One block of filters, `n` its first.
static void multiply_block(const struct panel* panel, const uint64_t* w, size_t n) {
  const uint64_t* a = panel->words;
  int32_t* to = panel->acc + n;
  for (size_t m = 0; m < panel->num_pixels; m += PIXELS, a += panel->num_words * DOUBLED) {
    uint8x16_t counts[PIXELS][VECTORS];
    count_chunk(panel->num_words, a, w, counts);
    const int32_t* const* from = panel->from + m;
    const size_t left = panel->num_pixels - m;
    if (left >= PIXELS) {
      for (size_t i = 0; i < PIXELS; i++, to += panel->ldacc) store_acc(to, from[i] + n, counts[i]);
    } else {
      for (size_t i = 0; i < PIXELS - 1; i++, to += panel->ldacc) {
        if (i < left) store_acc(to, from[i] + n, counts[i]);
      }
    }
  }
}

void KERNEL(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a, const void* w,
            const int32_t* const* base, int32_t* acc, size_t ldacc) {
  uint64_t words[PANEL_PIXELS * CHUNK_WORDS * 2];
  for (size_t m = 0; m < num_pixels; m += PANEL_PIXELS) {
    struct panel panel = {.words = words, .acc = acc + m * ldacc, .ldacc = ldacc};
    panel.num_pixels = min_size(num_pixels - m, PANEL_PIXELS);
    for (size_t k = 0; k < num_words; k += CHUNK_WORDS) {
      panel.num_words = min_size(num_words - k, CHUNK_WORDS);
      fill_panel(panel.num_pixels, panel.num_words, a + m * num_words + k, num_words, words);
      for (size_t i = 0; i < panel.num_pixels; i++) panel.from[i] = k == 0 ? base[m + i] : panel.acc + i * ldacc;
      for (size_t n = 0; n < num_blocks * FILTERS; n += FILTERS) {
        multiply_block(&panel, (const uint64_t*)w + n * num_words + k * FILTERS, n);
      }
    }
  }
}

// Two pixels by two filters in plain C, for a compiler that has a population count in the instruction set: four counts
// share four loads, and fit the registers with their sums.
#include "../kernels.h"

bitplane_bgemm_fn bitplane_bgemm_2x2__popcnt;

enum { PIXELS = 2, FILTERS = 2, MAX_FILTERS = 64 };

static inline int64_t count(uint64_t x) { return __builtin_popcountll(x); }

// Counts of two pixels under some filters. They are held in memory so that no register is needed for where sums are:
// gcc 12 would hold one of the loop's pointers in memory instead.
struct counts {
  int32_t of[PIXELS][MAX_FILTERS];
};

static inline void count_2x2(size_t num_words, const uint64_t* const a[PIXELS], const uint64_t* const w[FILTERS],
                             struct counts* counts, size_t n) {
  int64_t c00 = 0, c01 = 0, c10 = 0, c11 = 0;
#pragma GCC unroll 2
  for (size_t k = 0; k < num_words; k++) {
    c00 += count(a[0][k] ^ w[0][k]);
    c01 += count(a[0][k] ^ w[1][k]);
    c10 += count(a[1][k] ^ w[0][k]);
    c11 += count(a[1][k] ^ w[1][k]);
  }
  counts->of[0][n] = (int32_t)c00;
  counts->of[0][n + 1] = (int32_t)c01;
  counts->of[1][n] = (int32_t)c10;
  counts->of[1][n + 1] = (int32_t)c11;
}

// w: [num_filters] of filter_words each. After the last filter the last one is repeated.
static void count_filters(size_t num_words, const uint64_t* const a[PIXELS], size_t num_filters, const uint64_t* w,
                          size_t filter_words, struct counts* counts) {
  for (size_t n = 0; n < num_filters; n += FILTERS) {
    const uint64_t* const filters[FILTERS] = {w, n + 1 < num_filters ? w + filter_words : w};
    count_2x2(num_words, a, filters, counts, n);
    w += FILTERS * filter_words;
  }
}

static void subtract(size_t num_filters, const int32_t* from, const int32_t* counts, int32_t* acc) {
  for (size_t n = 0; n < num_filters; n++) acc[n] = from[n] - 2 * counts[n];
}

// After the last pixel the last one is repeated.
static void multiply_run(const struct bitplane_bgemm_operands* o, const struct bitplane_word_run* run,
                         const int32_t* const* from, int32_t* const* acc) {
  const uint64_t* w = (const uint64_t*)o->w + run->w;
  for (size_t m = 0; m < o->num_pixels; m += PIXELS) {
    const bool has_second = m + 1 < o->num_pixels;
    const uint64_t* const rows[PIXELS] = {o->a[m] + run->a, o->a[has_second ? m + 1 : m] + run->a};
    for (size_t n = 0; n < o->num_blocks; n += MAX_FILTERS) {
      const size_t num_filters = o->num_blocks - n < MAX_FILTERS ? o->num_blocks - n : MAX_FILTERS;
      struct counts counts;
      count_filters(run->num_words, rows, num_filters, w + n * o->filter_words, o->filter_words, &counts);
      subtract(num_filters, from[m] + n, counts.of[0], acc[m] + n);
      if (has_second) subtract(num_filters, from[m + 1] + n, counts.of[1], acc[m + 1] + n);
    }
  }
}

void bitplane_bgemm_2x2__popcnt(const struct bitplane_bgemm_operands* o, const int32_t* const* base,
                                int32_t* const* acc) {
  for (size_t i = 0; i < o->num_runs; i++) {
    multiply_run(o, &o->runs[i], i == 0 ? base : (const int32_t* const*)acc, acc);
  }
}

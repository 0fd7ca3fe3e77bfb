// Four pixels by 64 filters, by table look-up (lookup.h), for A64: one tbl counts four bits of two pixels under 16
// filters. In instructions it is near eor and cnt; in cycles it wins where tbl is as fast as an addition. Rows of the
// table are brought together once for all filters of a block.
#include <arm_neon.h>
#include <string.h>

#include "../lookup.h"
#include "../word_runs.h"

bitplane_bgemm_fn bitplane_bgemm_4x64__neon;
bitplane_bgemm_pack_fn bitplane_pack_nibbles__neon;

enum {
  PIXELS = 4,
  PAIRS = PIXELS / 2,
  LANES = 16,       // filters of a vector, the filter block
  MAX_VECTORS = 4,  // that share the rows of a tile
  STEP_GROUPS = 3,  // counts of a nibble, <= 4 each, may be added: 12 < 16
  CHUNK_WORDS = 3,  // 48 groups: counts <= 192 fit a byte; 3 kB of lanes stay in L1
  CHUNK_GROUPS = CHUNK_WORDS * BITPLANE_WORD_GROUPS,
  MAX_WORDS = 1023,    // whose counts fit 16 bits
  PANEL_PIXELS = 16,   // 6 kB of rows
  PANEL_VECTORS = 16,  // 8 kB of sums; both stay in L1 beside the lanes
  GROUP_NBYTES = PAIRS * LANES,
};

static size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

// Rounded up to whole steps. What fills the last step up counts nothing.
static size_t whole_steps(size_t num_groups) { return (num_groups + STEP_GROUPS - 1) / STEP_GROUPS * STEP_GROUPS; }

// Groups of a filter.
static size_t padded_groups(size_t num_words) { return whole_steps(num_words * BITPLANE_WORD_GROUPS); }

// Weights in the order of reading: [blocks / 4][groups][4][lanes]; what is left over of the blocks has its own number
// instead of 4.
BITPLANE_ONCE uint64_t bitplane_pack_nibbles__neon(size_t filter_block, size_t num_filters, size_t num_words,
                                                   const uint64_t* rows, void* packed) {
  const size_t num_blocks = (num_filters + filter_block - 1) / filter_block, num_groups = padded_groups(num_words);
  const uint64_t nbytes = (uint64_t)num_blocks * LANES * num_groups;
  if (packed == NULL) return nbytes;
  memset(packed, 0, (size_t)nbytes);
  for (size_t filter = 0; filter < num_filters; filter++) {
    const size_t block = filter / LANES, vector = block % MAX_VECTORS, first_block = block - vector;
    const size_t num_vectors = min_size(num_blocks - first_block, MAX_VECTORS);
    uint8_t* to = (uint8_t*)packed + first_block * LANES * num_groups + vector * LANES + filter % LANES;
    for (size_t k = 0; k < num_words; k++) {
      for (size_t group = 0; group < BITPLANE_WORD_GROUPS; group++, to += num_vectors * LANES) {
        *to = bitplane_nibble(rows[filter * num_words + k], group);
      }
    }
  }
  return nbytes;
}

// Writes num rows that count nothing. Returns where the next row goes.
static uint8_t* fill_up(size_t num, uint8_t* rows) {
  for (const uint8_t* end = rows + num * GROUP_NBYTES; rows < end; rows += GROUP_NBYTES) vst1q_u8(rows, vdupq_n_u8(0));
  return rows;
}

// Rows of the table for a pair of pixels: rows[group][pair], GROUP_NBYTES from one group to the next; those of `before`
// groups and those after the words count nothing.
static void fill_rows(size_t before, size_t num_words, const uint64_t* first, const uint64_t* second, uint8_t* rows) {
  const size_t num_groups = before + num_words * BITPLANE_WORD_GROUPS;
  rows = fill_up(before, rows);
  for (size_t k = 0; k < num_words; k++) {
    uint8_t indices[BITPLANE_WORD_GROUPS];  // 16 * second + first
    const uint8x8_t a = vreinterpret_u8_u64(vld1_u64(first + k)), b = vreinterpret_u8_u64(vld1_u64(second + k));
    vst1_u8(indices, vsli_n_u8(a, b, 4));
    vst1_u8(indices + 8, vsri_n_u8(b, a, 4));
    for (size_t group = 0; group < BITPLANE_WORD_GROUPS; group++, rows += GROUP_NBYTES) {
      vst1q_u8(rows, vld1q_u8(bitplane_pair_counts[indices[group]]));
    }
  }
  fill_up(whole_steps(num_groups) - num_groups, rows);
}

// Pixels of a panel: how often they differ from some filters, PANEL_VECTORS vectors of them or fewer.
struct panel {
  size_t num_pixels, num_vectors, num_groups;
  uint8_t rows[PANEL_PIXELS / PIXELS][(CHUNK_GROUPS + STEP_GROUPS) * GROUP_NBYTES];  // of one chunk of words
  uint16_t sums[PANEL_PIXELS * PANEL_VECTORS * LANES];                               // [num_pixels, num_vectors, LANES]
};

// Words of each pixel from word k on, after `before` groups that count nothing; missing pixels repeat the last.
static void fill_panel(struct panel* panel, size_t before, size_t num_words, const uint64_t* const* a, size_t k) {
  const size_t last = panel->num_pixels - 1;
  panel->num_groups = whole_steps(before + num_words * BITPLANE_WORD_GROUPS);
  for (size_t m = 0; m < panel->num_pixels; m += PIXELS) {
    for (size_t p = 0; p < PAIRS; p++) {
      const uint64_t *first = a[min_size(m + 2 * p, last)] + k, *second = a[min_size(m + 2 * p + 1, last)] + k;
      fill_rows(before, num_words, first, second, panel->rows[m / PIXELS] + p * LANES);
    }
  }
}

static inline void add_bytes(uint16_t* sums, uint8x16_t counts) {
  const uint16x8_t low = vld1q_u16(sums), high = vld1q_u16(sums + 8);
  vst1q_u16(sums, vaddw_u8(low, vget_low_u8(counts)));
  vst1q_u16(sums + 8, vaddw_high_u8(high, counts));
}

// Counts a tile's groups under num_vectors vectors of filters, a constant. A byte of a step's counts is first + 16 *
// second; `second` sums its high nibbles, and `both`, modulo 256, is then first + 16 * second of the totals, which are
// below 256. sums: of the first pixel, step from one to the next.
static inline __attribute__((always_inline)) void count_tile(size_t num_vectors, size_t num_groups, const uint8_t* rows,
                                                             const uint8_t* lanes, uint16_t* sums, size_t step) {
  uint8x16_t both[PAIRS][MAX_VECTORS], second[PAIRS][MAX_VECTORS];
  for (size_t p = 0; p < PAIRS; p++) {
    for (size_t v = 0; v < num_vectors; v++) both[p][v] = second[p][v] = vdupq_n_u8(0);
  }
  for (const uint8_t* end = rows + num_groups * GROUP_NBYTES; rows < end;) {
    uint8x16_t row[STEP_GROUPS][PAIRS];
    for (size_t g = 0; g < STEP_GROUPS; g++) {
      for (size_t p = 0; p < PAIRS; p++, rows += LANES) row[g][p] = vld1q_u8(rows);
    }
    for (size_t v = 0; v < num_vectors; v++) {
      uint8x16_t x[STEP_GROUPS];
      for (size_t g = 0; g < STEP_GROUPS; g++) x[g] = vld1q_u8(lanes + (g * num_vectors + v) * LANES);
      for (size_t p = 0; p < PAIRS; p++) {
        const uint8x16_t two = vaddq_u8(vqtbl1q_u8(row[0][p], x[0]), vqtbl1q_u8(row[1][p], x[1]));
        const uint8x16_t three = vaddq_u8(two, vqtbl1q_u8(row[2][p], x[2]));
        both[p][v] = vaddq_u8(both[p][v], three);
        second[p][v] = vsraq_n_u8(second[p][v], three, 4);
      }
      // Here, before the next vector: gcc 12 would start several and run out of registers.
      __asm__ volatile("" : "+w"(both[0][v]), "+w"(both[1][v]), "+w"(second[0][v]), "+w"(second[1][v]));
    }
    lanes += STEP_GROUPS * num_vectors * LANES;
  }
  for (size_t p = 0; p < PAIRS; p++, sums += 2 * step) {
    for (size_t v = 0; v < num_vectors; v++) {
      add_bytes(sums + v * LANES, vsubq_u8(both[p][v], vshlq_n_u8(second[p][v], 4)));
      add_bytes(sums + step + v * LANES, second[p][v]);
    }
  }
}

// Counts the panel's chunk under num_vectors vectors from `vector` on.
static void count_panel(struct panel* panel, size_t vector, size_t num_vectors, const uint8_t* lanes) {
  const size_t step = panel->num_vectors * LANES;
  for (size_t m = 0; m < panel->num_pixels; m += PIXELS) {
    const uint8_t* rows = panel->rows[m / PIXELS];
    uint16_t* sums = panel->sums + m * step + vector * LANES;
    if (num_vectors == 4) {
      count_tile(4, panel->num_groups, rows, lanes, sums, step);
    } else if (num_vectors == 3) {
      count_tile(3, panel->num_groups, rows, lanes, sums, step);
    } else if (num_vectors == 2) {
      count_tile(2, panel->num_groups, rows, lanes, sums, step);
    } else {
      count_tile(1, panel->num_groups, rows, lanes, sums, step);
    }
  }
}

// acc = from - 2 * sums.
static inline void store_acc(int32_t* acc, const int32_t* from, const uint16_t* sums, size_t num_filters) {
  for (size_t n = 0; n < num_filters; n += 4) {
    const uint32x4_t base = vreinterpretq_u32_s32(vld1q_s32(from + n));
    vst1q_s32(acc + n, vreinterpretq_s32_u32(vmlsl_n_u16(base, vld1_u16(sums + n), 2)));
  }
}

// Adds the counts of a run. Steps start where those of a whole filter do, so that the last one ends before its end.
// w: of the panel's first vector.
static void count_run(struct panel* panel, const struct bitplane_word_run* run, const uint64_t* const* a,
                      const uint8_t* w, size_t vector_nbytes) {
  for (size_t k = 0; k < run->num_words; k += CHUNK_WORDS) {
    const size_t group = (run->w + k) * BITPLANE_WORD_GROUPS, before = group % STEP_GROUPS;
    fill_panel(panel, before, min_size(run->num_words - k, CHUNK_WORDS), a, run->a + k);
    for (size_t v = 0; v < panel->num_vectors; v += MAX_VECTORS) {
      const size_t num_vectors = min_size(panel->num_vectors - v, MAX_VECTORS);
      const uint8_t* lanes = w + v * vector_nbytes;
      count_panel(panel, v, num_vectors, lanes + (group - before) * num_vectors * LANES);
    }
  }
}

// The panel's pixels start at m, its filters at `vector`.
static void multiply_panel(const struct bitplane_bgemm_operands* o, struct panel* panel, size_t m, size_t vector,
                           const int32_t* const* from, int32_t* const* acc) {
  const size_t num_filters = panel->num_vectors * LANES, n = vector * LANES;
  const size_t vector_nbytes = padded_groups(o->filter_words) * LANES;  // of all groups
  const uint8_t* w = (const uint8_t*)o->w + vector * vector_nbytes;
  struct bitplane_run_walk walk = {.operands = o};
  struct bitplane_word_run piece[BITPLANE_MAX_WORD_RUNS];
  for (size_t num_runs; (num_runs = bitplane_next_piece(&walk, MAX_WORDS, piece)) > 0;) {
    memset(panel->sums, 0, sizeof panel->sums);
    for (size_t i = 0; i < num_runs; i++) count_run(panel, &piece[i], o->a + m, w, vector_nbytes);
    for (size_t i = 0; i < panel->num_pixels; i++) {
      store_acc(acc[m + i] + n, from[m + i] + n, panel->sums + i * num_filters, num_filters);
    }
    from = (const int32_t* const*)acc;
  }
}

void bitplane_bgemm_4x64__neon(const struct bitplane_bgemm_operands* o, const int32_t* const* base,
                               int32_t* const* acc) {
  struct panel panel;
  for (size_t m = 0; m < o->num_pixels; m += PANEL_PIXELS) {
    panel.num_pixels = min_size(o->num_pixels - m, PANEL_PIXELS);
    for (size_t vector = 0; vector < o->num_blocks; vector += PANEL_VECTORS) {
      panel.num_vectors = min_size(o->num_blocks - vector, PANEL_VECTORS);
      multiply_panel(o, &panel, m, vector, base, acc);
    }
  }
}

// Four pixels by 64 filters, by table look-up (lookup.h), for A64: one tbl counts four bits of two pixels under 16
// filters. In instructions it is near eor and cnt; in cycles it wins where tbl is as fast as an addition. Rows of the
// table are brought together once for all filters of a block.
#include <arm_neon.h>
#include <string.h>

#include "../kernels.h"
#include "../lookup.h"

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
  MAX_WORDS = 1023,    // whose counts fit 16 bits; whole chunks
  PANEL_PIXELS = 16,   // 6 kB of rows
  PANEL_VECTORS = 16,  // 8 kB of sums; both stay in L1 beside the lanes
  GROUP_NBYTES = PAIRS * LANES,
};

static size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

// Rounded up to whole steps. What fills the last step up is zero on both sides and counts nothing; whole chunks have no
// filling.
static size_t padded_groups(size_t num_words) {
  return (num_words * BITPLANE_WORD_GROUPS + STEP_GROUPS - 1) / STEP_GROUPS * STEP_GROUPS;
}

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

// Rows of the table for a pair of pixels: rows[group][pair], GROUP_NBYTES from one group to the next.
static void fill_rows(size_t num_words, const uint64_t* first, const uint64_t* second, uint8_t* rows) {
  for (size_t k = 0; k < num_words; k++) {
    uint8_t indices[BITPLANE_WORD_GROUPS];  // 16 * second + first
    const uint8x8_t a = vreinterpret_u8_u64(vld1_u64(first + k)), b = vreinterpret_u8_u64(vld1_u64(second + k));
    vst1_u8(indices, vsli_n_u8(a, b, 4));
    vst1_u8(indices + 8, vsri_n_u8(b, a, 4));
    for (size_t group = 0; group < BITPLANE_WORD_GROUPS; group++, rows += GROUP_NBYTES) {
      vst1q_u8(rows, vld1q_u8(bitplane_pair_counts[indices[group]]));
    }
  }
  for (size_t group = num_words * BITPLANE_WORD_GROUPS; group < padded_groups(num_words); group++) {
    vst1q_u8(rows, vdupq_n_u8(0));
    rows += GROUP_NBYTES;
  }
}

// Pixels of a panel: how often they differ from some filters, PANEL_VECTORS vectors of them or fewer.
struct panel {
  size_t num_pixels, num_vectors, num_groups;
  uint8_t rows[PANEL_PIXELS / PIXELS][CHUNK_GROUPS * GROUP_NBYTES];  // of one chunk of words
  uint16_t sums[PANEL_PIXELS * PANEL_VECTORS * LANES];               // [num_pixels, num_vectors, LANES]
};

// a: the first pixel's words; missing pixels repeat the last.
static void fill_panel(struct panel* panel, size_t num_words, const uint64_t* a, size_t row_words) {
  const size_t last = panel->num_pixels - 1;
  panel->num_groups = padded_groups(num_words);
  for (size_t m = 0; m < panel->num_pixels; m += PIXELS) {
    for (size_t p = 0; p < PAIRS; p++) {
      const uint64_t* first = a + min_size(m + 2 * p, last) * row_words;
      const uint64_t* second = a + min_size(m + 2 * p + 1, last) * row_words;
      fill_rows(num_words, first, second, panel->rows[m / PIXELS] + p * LANES);
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

// What all panels have in common.
struct product {
  size_t num_words;
  const uint8_t* w;
  size_t vector_nbytes;  // of all groups
  size_t ldacc;
};

// The panel's filters start at `vector`. a, base, acc: of its first pixel.
static void multiply_panel(const struct product* product, struct panel* panel, size_t vector, const uint64_t* a,
                           const int32_t* const* base, int32_t* acc) {
  const size_t num_words = product->num_words, num_filters = panel->num_vectors * LANES;
  for (size_t first = 0; first < num_words; first += MAX_WORDS) {
    const size_t end = min_size(num_words, first + MAX_WORDS);
    memset(panel->sums, 0, sizeof panel->sums);
    for (size_t k = first; k < end; k += CHUNK_WORDS) {
      fill_panel(panel, min_size(end - k, CHUNK_WORDS), a + k, num_words);
      for (size_t v = 0; v < panel->num_vectors; v += MAX_VECTORS) {
        const size_t num_vectors = min_size(panel->num_vectors - v, MAX_VECTORS);
        const uint8_t* lanes = product->w + (vector + v) * product->vector_nbytes;
        count_panel(panel, v, num_vectors, lanes + k * BITPLANE_WORD_GROUPS * num_vectors * LANES);
      }
    }
    for (size_t m = 0; m < panel->num_pixels; m++) {
      int32_t* to = acc + m * product->ldacc + vector * LANES;
      const int32_t* from = first == 0 ? base[m] + vector * LANES : to;
      store_acc(to, from, panel->sums + m * num_filters, num_filters);
    }
  }
}

void bitplane_bgemm_4x64__neon(size_t num_pixels, size_t num_blocks, size_t num_words, const uint64_t* a, const void* w,
                               const int32_t* const* base, int32_t* acc, size_t ldacc) {
  const struct product product = {num_words, w, padded_groups(num_words) * LANES, ldacc};
  struct panel panel;
  for (size_t m = 0; m < num_pixels; m += PANEL_PIXELS) {
    panel.num_pixels = min_size(num_pixels - m, PANEL_PIXELS);
    for (size_t vector = 0; vector < num_blocks; vector += PANEL_VECTORS) {
      panel.num_vectors = min_size(num_blocks - vector, PANEL_VECTORS);
      multiply_panel(&product, &panel, vector, a + m * num_words, base + m, acc + m * ldacc);
    }
  }
}

// From counts to bits: what becomes of a popcount.
//
// 1. Signs are stored as bits, 1 for -1 (docs/bits.md). A product of two signs is -1 exactly where the bits differ, so
//    that K products add up to
//      acc = K - 2 * count,  count = popcount(a XOR w).
// 2. Padding +1 or -1 is gathered as what it is and counts like all else: base = K, and acc = base - 2 * count.
// 3. Padding 0 adds nothing to acc. It is gathered as zero bits (+1), so each padded tap adds to the count the
//    popcount of the weights under it, which is known before the run. With
//      base = K_inside + 2 * (popcount of the weights under the padded taps)
//    acc = base - 2 * count is exact, and the kernel needs no mask. Which taps are padded is the same for all pixels of
//    one border pattern, so a filter has one base per pattern.
// 4. A mask makes weights of three values: those absent count 0. Each filter is then two, one with the absent weights
//    at +1 and one with them at -1. What these add cancels in the sum of both, which is twice the result.
// 5. A threshold (docs/bits.md) makes +1 of lower <= acc and, where it has an upper bound, acc <= upper. In counts,
//      lower <= base - 2 * count  <=>  count <= floor((base - lower) / 2) = max_count,
//      base - 2 * count <= upper  <=>  not upper + 1 <= base - 2 * count
//                                 <=>  count >= floor((base - (upper + 1)) / 2) + 1 = min_count.
// 6. So the sign's bit is (count > max_count or count < min_count) XOR flip. No accumulator exists: kernels compare the
//    counts as they are, in 16 bits. All counts are in 0 ... 64 * BITPLANE_MAX_SIGN_WORDS < INT16_MAX, so a max_count
//    of -1 says "never" and one of INT16_MAX "always".
// 7. A filter has one pair of limits per border pattern, as it has bases; where each output element has bounds of its
//    own, one per pixel.
#include "binary_rows.h"

#include <string.h>

#include "../bits.h"

static bool is_inside(const struct bitplane_taps* taps, uint32_t tap) { return tap >= taps->first && tap < taps->end; }

// The base of one filter under one border pattern, for padding 0 (step 3).
static int32_t exact_base(const struct bitplane_binary_problem* p, const struct bitplane_taps* rows,
                          const struct bitplane_taps* columns, const uint64_t* filter) {
  const struct bitplane_window* window = &p->patches.window;
  int32_t base = 0;
  for (uint32_t u = 0; u < window->rows.size; u++) {
    for (uint32_t v = 0; v < window->columns.size; v++) {
      if (is_inside(rows, u) && is_inside(columns, v)) {
        base += (int32_t)p->group_channels;
        continue;
      }
      const uint64_t* tap = filter + (u * (size_t)window->columns.size + v) * p->tap_words;
      for (size_t k = 0; k < p->tap_words; k++) base += 2 * bitplane_popcount(tap[k]);
    }
  }
  return base;
}

static int32_t base_at(const struct bitplane_binary_problem* p, uint32_t row, uint32_t column, size_t filter) {
  const uint32_t num_taps = p->patches.window.rows.size * p->patches.window.columns.size;
  if (!p->pads_with_zero) return (int32_t)(num_taps * p->group_channels);
  return exact_base(p, &p->patches.rows[row], &p->patches.columns[column], p->rows + filter * p->num_words);
}

static size_t pattern_at(const struct bitplane_patches* p, uint32_t row, uint32_t column) {
  return (size_t)p->rows[row].pattern * p->num_column_patterns + p->columns[column].pattern;
}

static uint64_t num_patterns(const struct bitplane_binary_problem* p) {
  return p->pads_with_zero ? (uint64_t)p->patches.num_row_patterns * p->patches.num_column_patterns : 1;
}

// Fills the bases of the pattern at an output pixel.
static void fill_bases(const struct bitplane_binary_problem* p, uint32_t row, uint32_t column, size_t padded_filters,
                       int32_t* bases) {
  memset(bases, 0, p->groups * padded_filters * sizeof *bases);
  for (size_t filter = 0; filter < p->groups * p->group_filters; filter++) {
    const size_t at = filter / p->group_filters * padded_filters + filter % p->group_filters;
    bases[at] = base_at(p, row, column, filter);
  }
}

static const int32_t* list_row_bases(const struct bitplane_binary_problem* p, size_t padded_filters,
                                     struct bitplane_arena* arena) {
  const struct bitplane_patches* patches = &p->patches;
  const size_t row_length = p->groups * padded_filters;
  int32_t* bases = bitplane_arena_take(arena, num_patterns(p), row_length * sizeof *bases);
  if (bases == NULL) return NULL;
  if (!p->pads_with_zero) {
    fill_bases(p, 0, 0, padded_filters, bases);
    return bases;
  }
  const uint32_t height = (uint32_t)(p->num_pixels / patches->output_width);
  for (uint32_t i = 0; i < height; i++) {
    if (i > 0 && patches->rows[i].pattern == patches->rows[i - 1].pattern) continue;
    for (uint32_t j = 0; j < patches->output_width; j++) {
      if (j > 0 && patches->columns[j].pattern == patches->columns[j - 1].pattern) continue;
      fill_bases(p, i, j, padded_filters, bases + pattern_at(patches, i, j) * row_length);
    }
  }
  return bases;
}

// Whether the kernel makes signs of counts, which must fit int16.
static bool counts_to_signs(const struct bitplane_binary_problem* p, const struct bitplane_bgemm_kernel* kernel) {
  return BITPLANE_NUM_BGEMM_SIGNS > 0 && kernel->run_signs != NULL && p->thresholds != NULL && p->groups == 1 &&
         p->num_planes == 1 && p->num_words <= BITPLANE_MAX_SIGN_WORDS;
}

// The greatest count with base - 2 * count >= bound, -1 where there is none (steps 5 and 6).
static int16_t count_at(int64_t base, int64_t bound) {
  if (bound > base) return -1;
  const int64_t count = (base - bound) / 2;
  return count < INT16_MAX ? (int16_t)count : INT16_MAX;
}

// Fills the limits of the counts that each filter's sign at a pixel is +1 for, before it is flipped.
static void fill_limits(const struct bitplane_binary_problem* p, uint32_t row, uint32_t column, size_t padded_filters,
                        int16_t* limits) {
  const struct bitplane_thresholds* t = p->thresholds;
  const size_t first = ((size_t)row * p->patches.output_width + column) * t->bounds_step;
  int16_t *max_count = limits, *min_count = limits + padded_filters;
  for (size_t filter = 0; filter < padded_filters; filter++) {
    max_count[filter] = INT16_MAX;
    min_count[filter] = 0;
    if (filter >= p->group_filters) continue;
    const int32_t base = base_at(p, row, column, filter);
    max_count[filter] = count_at(base, bitplane_read_bound(t, t->lower, first + filter));
    if (t->upper == NULL) continue;
    const int16_t below = count_at(base, (int64_t)bitplane_read_bound(t, t->upper, first + filter) + 1);
    min_count[filter] = below < INT16_MAX ? (int16_t)(below + 1) : INT16_MAX;
  }
}

// The place of an output pixel in the limits (step 7).
static size_t limits_at(const struct bitplane_patches* p, const struct bitplane_thresholds* t, bool has_patterns,
                        uint32_t row, uint32_t column) {
  if (t->bounds_step != 0) return (size_t)row * p->output_width + column;
  return has_patterns ? pattern_at(p, row, column) : 0;
}

static const int16_t* list_row_limits(const struct bitplane_binary_problem* p, size_t padded_filters,
                                      struct bitplane_arena* arena) {
  const uint64_t num = p->thresholds->bounds_step != 0 ? p->num_pixels : num_patterns(p);
  int16_t* limits = bitplane_arena_take(arena, num, 2 * padded_filters * sizeof *limits);
  if (limits == NULL) return NULL;
  const uint32_t width = p->patches.output_width, height = (uint32_t)(p->num_pixels / width);
  size_t next = 0;  // patterns are numbered in the order in which pixels have them
  for (uint32_t row = 0; row < height; row++) {
    for (uint32_t column = 0; column < width && next < num; column++) {
      const size_t at = limits_at(&p->patches, p->thresholds, p->pads_with_zero, row, column);
      if (at < next) continue;
      fill_limits(p, row, column, padded_filters, limits + 2 * at * padded_filters);
      next = at + 1;
    }
  }
  return limits;
}

// Sets weights and weights_nbytes. The filters as they are serve where the kernel reads them in that order.
static void pack_rows(const struct bitplane_binary_problem* p, struct bitplane_arena* arena,
                      struct bitplane_binary_rows* r) {
  const struct bitplane_bgemm_kernel* kernel = r->kernel;
  const uint64_t* rows = p->rows;
  const uint64_t nbytes = kernel->pack(kernel->filter_block, p->group_filters, p->num_words, rows, NULL);
  r->weights_nbytes = (size_t)nbytes;
  if (kernel->pack == bitplane_pack_words && kernel->filter_block == 1) {
    r->weights = (const uint8_t*)rows;
    return;
  }
  uint8_t* packed = bitplane_arena_take(arena, p->groups * nbytes, 1);
  r->weights = packed;
  if (packed == NULL) return;
  for (size_t group = 0; group < p->groups; group++, packed += nbytes, rows += p->group_filters * p->num_words) {
    kernel->pack(kernel->filter_block, p->group_filters, p->num_words, rows, packed);
  }
}

static struct bitplane_product_scratch take_rows_scratch(const void* state, struct bitplane_arena* arena) {
  const struct bitplane_binary_rows* r = state;
  return bitplane_take_patches(&r->patches, arena);
}

static const void* begin_rows_image(const void* state, const void* image, struct bitplane_span rows,
                                    const struct bitplane_product_scratch* memory) {
  const struct bitplane_binary_rows* r = state;
  return bitplane_begin_patches(&r->patches, image, rows, memory->copy);
}

static const void* gather_rows(const void* state, const struct bitplane_product_tile* tile) {
  const struct bitplane_binary_rows* r = state;
  return bitplane_gather_patches(&r->patches, tile);
}

// An output pixel, found by one division for a tile.
struct place {
  uint32_t row, column;
};

static struct place place_of(const struct bitplane_patches* p, size_t pixel) {
  return (struct place){(uint32_t)(pixel / p->output_width), (uint32_t)(pixel % p->output_width)};
}

static void step(const struct bitplane_patches* p, struct place* at) {
  if (++at->column < p->output_width) return;
  at->column = 0;
  at->row++;
}

// Step 4. acc: [num_pixels, ldacc], the first plane's sums and after them the second's; the results replace the
// first's.
static void average_planes(size_t num_pixels, size_t filters, int32_t* acc, size_t ldacc) {
  for (size_t m = 0; m < num_pixels; m++, acc += ldacc) {
    for (size_t n = 0; n < filters; n++) acc[n] = (acc[n] + acc[filters + n]) / 2;
  }
}

static void multiply_rows(const void* state, const struct bitplane_product_tile* tile, int32_t* acc, size_t ldacc) {
  const struct bitplane_binary_rows* r = state;
  const int32_t* group_bases = r->bases + tile->group * r->padded_filters;
  const int32_t* bases[BITPLANE_TILE_PIXELS];
  struct place at = place_of(&r->patches, tile->first_pixel);
  for (size_t m = 0; m < tile->num_pixels; m++, step(&r->patches, &at)) {
    const size_t pattern = r->pattern_step != 0 ? pattern_at(&r->patches, at.row, at.column) : 0;
    bases[m] = group_bases + pattern * r->pattern_step;
  }
  r->kernel->run(tile->num_pixels, r->num_blocks, r->num_words, tile->gathered,
                 r->weights + tile->group * r->weights_nbytes, bases, acc, ldacc);
  if (r->num_planes == 2) average_planes(tile->num_pixels, r->group_filters / 2, acc, ldacc);
}

static void multiply_rows_to_signs(const void* state, const struct bitplane_product_tile* tile, uint64_t* bits) {
  const struct bitplane_binary_rows* r = state;
  const struct bitplane_thresholds* t = &r->thresholds;
  const int16_t* limits[BITPLANE_TILE_PIXELS];
  struct place at = place_of(&r->patches, tile->first_pixel);
  for (size_t m = 0; m < tile->num_pixels; m++, step(&r->patches, &at)) {
    limits[m] = r->limits + 2 * limits_at(&r->patches, t, r->pattern_step != 0, at.row, at.column) * r->padded_filters;
  }
  r->kernel->run_signs(tile->num_pixels, r->num_blocks, r->num_words, tile->gathered, r->weights, limits,
                       t->upper != NULL, bits);
  bitplane_flip_signs(t, tile->first_pixel, tile->num_pixels, bits);
}

BITPLANE_ONCE struct bitplane_form bitplane_prepare_rows(const struct bitplane_binary_problem* p,
                                                         const struct bitplane_bgemm_kernel* kernel,
                                                         struct bitplane_arena* arena,
                                                         struct bitplane_binary_rows* rows) {
  static const struct bitplane_product product = {
      .tile_pixels = BITPLANE_TILE_PIXELS,
      .scratch = take_rows_scratch,
      .begin_image = begin_rows_image,
      .gather = gather_rows,
      .multiply = multiply_rows,
      .multiply_to_signs = BITPLANE_NUM_BGEMM_SIGNS > 0 ? multiply_rows_to_signs : NULL,
  };
  struct bitplane_binary_rows r = {
      .kernel = kernel,
      .patches = p->patches,
      .num_words = p->num_words,
      .num_planes = p->num_planes,
      .group_filters = p->group_filters,
      .padded_filters = bitplane_pad_filters(p->group_filters, kernel->filter_block),
  };
  const bool makes_signs = counts_to_signs(p, kernel);
  r.num_blocks = r.padded_filters / kernel->filter_block;
  r.pattern_step = p->pads_with_zero ? p->groups * r.padded_filters : 0;
  pack_rows(p, arena, &r);
  if (makes_signs) {
    r.thresholds = *p->thresholds;
    r.limits = list_row_limits(p, r.padded_filters, arena);
  } else {
    r.bases = list_row_bases(p, r.padded_filters, arena);
  }
  *rows = r;
  return (struct bitplane_form){&product, kernel->name, r.padded_filters, makes_signs};
}

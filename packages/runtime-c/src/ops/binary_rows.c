// From counts to bits: what becomes of a popcount.
//
// 1. Signs are stored as bits, 1 for -1 (docs/bits.md). A product of two signs is -1 exactly where the bits differ, so
//    that K products add up to
//      acc = K - 2 * count,  count = popcount(a XOR w).
// 2. Padding +1 or -1 is gathered as what it is and counts like all else: base = K, and acc = base - 2 * count.
// 3. Padding 0 adds nothing to acc. It is left out where all pixels of a group have it (tap_groups.h). Elsewhere it is
//    read as zero bits (+1), so each padded tap adds to the count the popcount of the weights under it, which is known
//    before the run. With
//      base = K_inside + 2 * (popcount of the weights under the padded taps that are not left out)
//    acc = base - 2 * count is exact, and the kernel needs no mask. Which taps are padded and which left out is the
//    same for all pixels of one border pattern, so a filter has one base per pattern.
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
static bool is_in(struct bitplane_span span, size_t i) { return i >= span.first && i < span.end; }

// The base of one filter at an output pixel, for padding 0 (step 3).
static int32_t exact_base(const struct bitplane_binary_problem* p, const struct bitplane_tap_plan* plan,
                          struct bitplane_place place, const uint64_t* filter) {
  const struct bitplane_window* window = &p->patches.window;
  const struct bitplane_taps *rows = &p->patches.rows[place.row], *columns = &p->patches.columns[place.column];
  struct bitplane_tap_spans read;
  bitplane_taps_of(plan, &p->patches, &place, &read);
  int32_t base = 0;
  for (uint32_t u = 0; u < window->rows.size; u++) {
    for (uint32_t v = 0; v < window->columns.size; v++) {
      if (is_inside(rows, u) && is_inside(columns, v)) {
        base += (int32_t)p->group_channels;
      } else if (is_in(read.rows, u) && is_in(read.columns, v)) {
        const uint64_t* tap = filter + (u * (size_t)window->columns.size + v) * p->tap_words;
        for (size_t k = 0; k < p->tap_words; k++) base += 2 * bitplane_popcount(tap[k]);
      }
    }
  }
  return base;
}

static int32_t base_at(const struct bitplane_binary_problem* p, const struct bitplane_tap_plan* plan,
                       struct bitplane_place place, size_t filter) {
  const uint32_t num_taps = p->patches.window.rows.size * p->patches.window.columns.size;
  if (!p->pads_with_zero) return (int32_t)(num_taps * p->group_channels);
  return exact_base(p, plan, place, p->rows + filter * p->num_words);
}

static size_t pattern_at(const struct bitplane_patches* p, struct bitplane_place place) {
  return (size_t)p->rows[place.row].pattern * p->num_column_patterns + p->columns[place.column].pattern;
}

static uint64_t num_patterns(const struct bitplane_binary_problem* p) {
  return p->pads_with_zero ? (uint64_t)p->patches.num_row_patterns * p->patches.num_column_patterns : 1;
}

static size_t pixel_at(const struct bitplane_patches* p, struct bitplane_place place) {
  return (size_t)place.row * p->output_width + place.column;
}

// Fills the bases of the pattern at an output pixel.
static void fill_bases(const struct bitplane_binary_problem* p, const struct bitplane_tap_plan* plan,
                       struct bitplane_place place, size_t padded_filters, int32_t* bases) {
  memset(bases, 0, p->groups * padded_filters * sizeof *bases);
  for (size_t filter = 0; filter < p->groups * p->group_filters; filter++) {
    const size_t at = filter / p->group_filters * padded_filters + filter % p->group_filters;
    bases[at] = base_at(p, plan, place, filter);
  }
}

static const int32_t* list_row_bases(const struct bitplane_binary_problem* p, const struct bitplane_tap_plan* plan,
                                     size_t padded_filters, struct bitplane_arena* arena) {
  const struct bitplane_patches* patches = &p->patches;
  const size_t row_length = p->groups * padded_filters;
  int32_t* bases = bitplane_arena_take(arena, num_patterns(p), row_length * sizeof *bases);
  if (bases == NULL) return NULL;
  if (!p->pads_with_zero) {
    fill_bases(p, plan, (struct bitplane_place){0, 0}, padded_filters, bases);
    return bases;
  }
  const uint32_t height = (uint32_t)(p->num_pixels / patches->output_width);
  for (uint32_t i = 0; i < height; i++) {
    if (i > 0 && patches->rows[i].pattern == patches->rows[i - 1].pattern) continue;
    for (uint32_t j = 0; j < patches->output_width; j++) {
      if (j > 0 && patches->columns[j].pattern == patches->columns[j - 1].pattern) continue;
      const struct bitplane_place place = {i, j};
      fill_bases(p, plan, place, padded_filters, bases + pattern_at(patches, place) * row_length);
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
static void fill_limits(const struct bitplane_binary_problem* p, const struct bitplane_tap_plan* plan,
                        struct bitplane_place place, size_t padded_filters, int16_t* limits) {
  const struct bitplane_thresholds* t = p->thresholds;
  const size_t first = pixel_at(&p->patches, place) * t->bounds_step;
  int16_t *max_count = limits, *min_count = limits + padded_filters;
  for (size_t filter = 0; filter < padded_filters; filter++) {
    max_count[filter] = INT16_MAX;
    min_count[filter] = 0;
    if (filter >= p->group_filters) continue;
    const int32_t base = base_at(p, plan, place, filter);
    max_count[filter] = count_at(base, bitplane_read_bound(t, t->lower, first + filter));
    if (t->upper == NULL) continue;
    const int16_t below = count_at(base, (int64_t)bitplane_read_bound(t, t->upper, first + filter) + 1);
    min_count[filter] = below < INT16_MAX ? (int16_t)(below + 1) : INT16_MAX;
  }
}

// The place of an output pixel in the limits (step 7).
static size_t limits_at(const struct bitplane_patches* p, const struct bitplane_thresholds* t, bool has_patterns,
                        struct bitplane_place place) {
  if (t->bounds_step != 0) return pixel_at(p, place);
  return has_patterns ? pattern_at(p, place) : 0;
}

static const int16_t* list_row_limits(const struct bitplane_binary_problem* p, const struct bitplane_tap_plan* plan,
                                      size_t padded_filters, struct bitplane_arena* arena) {
  const uint64_t num = p->thresholds->bounds_step != 0 ? p->num_pixels : num_patterns(p);
  int16_t* limits = bitplane_arena_take(arena, num, 2 * padded_filters * sizeof *limits);
  if (limits == NULL) return NULL;
  const uint32_t width = p->patches.output_width, height = (uint32_t)(p->num_pixels / width);
  size_t next = 0;  // patterns are numbered in the order in which pixels have them
  for (uint32_t row = 0; row < height; row++) {
    for (uint32_t column = 0; column < width && next < num; column++) {
      const struct bitplane_place place = {row, column};
      const size_t at = limits_at(&p->patches, p->thresholds, p->pads_with_zero, place);
      if (at < next) continue;
      fill_limits(p, plan, place, padded_filters, limits + 2 * at * padded_filters);
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
  if (!r->in_place) return bitplane_take_patches(&r->patches, r->taps.tile_pixels, arena);
  return (struct bitplane_product_scratch){.copy = bitplane_arena_take(arena, bitplane_border_nbytes(&r->patches), 1)};
}

static const void* begin_rows_image(const void* state, const void* image, struct bitplane_span rows,
                                    const struct bitplane_product_scratch* memory) {
  const struct bitplane_binary_rows* r = state;
  return bitplane_begin_patches(&r->patches, image, rows, memory->copy);
}

static const void* gather_rows(const void* state, const struct bitplane_product_tile* tile) {
  const struct bitplane_binary_rows* r = state;
  return r->in_place ? tile->image : bitplane_gather_patches(&r->patches, tile);
}

// Pixels that multiply the same words, as a kernel is given them.
struct words_of_group {
  struct bitplane_bgemm_operands operands;
  struct bitplane_word_run runs[BITPLANE_MAX_WORD_RUNS];
  const uint64_t* a[BITPLANE_MAX_GROUP_PIXELS];
};

// Words from one row of the image that is read to the next.
static size_t image_row_words(const struct bitplane_binary_rows* r) {
  return (size_t)bitplane_bordered_width(&r->patches) * r->tap_words;
}

// One run per row of the window, or one of all where they are side by side.
static size_t list_runs(const struct bitplane_binary_rows* r, const struct bitplane_tap_spans* taps,
                        struct bitplane_word_run* runs) {
  const struct bitplane_window* window = &r->patches.window;
  const size_t row_words = window->columns.size * r->tap_words, first = taps->columns.first * r->tap_words;
  const size_t num_words = taps->columns.end * r->tap_words - first, num_rows = taps->rows.end - taps->rows.first;
  const size_t image_step = r->in_place ? window->rows.dilation * image_row_words(r) : row_words;
  if (num_words == row_words && image_step == row_words) {
    const size_t at = taps->rows.first * row_words;
    runs[0] = (struct bitplane_word_run){num_rows * row_words, at, at};
    return 1;
  }
  for (size_t i = 0; i < num_rows; i++) {
    const size_t u = taps->rows.first + i;
    runs[i] = (struct bitplane_word_run){num_words, u * image_step + first, u * row_words + first};
  }
  return num_rows;
}

// Where the words of a segment are, and the step from pixel to pixel.
struct pixels {
  const uint64_t* first;
  size_t step;
};

static struct pixels pixels_of(const struct bitplane_binary_rows* r, const struct bitplane_product_tile* tile,
                               struct bitplane_place place) {
  const uint64_t* from = tile->gathered;
  if (!r->in_place)
    return (struct pixels){from + (pixel_at(&r->patches, place) - tile->first_pixel) * r->num_words, r->num_words};
  const size_t step = r->patches.window.columns.stride * r->tap_words;
  return (struct pixels){from + place.row * r->patches.window.rows.stride * image_row_words(r) + place.column * step,
                         step};
}

// Lists the words of a group's pixels.
static void list_words(const struct bitplane_binary_rows* r, const struct bitplane_product_tile* tile,
                       const struct bitplane_tap_group* group, struct words_of_group* words) {
  size_t num_pixels = 0;
  for (size_t i = 0; i < group->num_segments; i++) {
    struct pixels from = pixels_of(r, tile, group->segments[i].place);
    for (size_t left = group->segments[i].num_pixels; left > 0; left--, from.first += from.step) {
      words->a[num_pixels++] = from.first;
    }
  }
  words->operands = (struct bitplane_bgemm_operands){
      .num_pixels = num_pixels,
      .num_blocks = r->num_blocks,
      .a = words->a,
      .w = r->weights + tile->group * r->weights_nbytes,
      .filter_words = r->num_words,
      .num_runs = list_runs(r, &group->taps, words->runs),
      .runs = words->runs,
  };
}

// Step 4. acc: [num_pixels, ldacc], the first plane's sums and after them the second's; the results replace the
// first's.
static void average_planes(size_t num_pixels, size_t filters, int32_t* acc, size_t ldacc) {
  for (size_t m = 0; m < num_pixels; m++, acc += ldacc) {
    for (size_t n = 0; n < filters; n++) acc[n] = (acc[n] + acc[filters + n]) / 2;
  }
}

static void multiply_group(const struct bitplane_binary_rows* r, const struct bitplane_product_tile* tile,
                           const struct bitplane_tap_group* group, int32_t* acc, size_t ldacc) {
  const int32_t *group_bases = r->bases + tile->group * r->padded_filters, *bases[BITPLANE_MAX_GROUP_PIXELS];
  int32_t* to[BITPLANE_MAX_GROUP_PIXELS];
  struct words_of_group words;
  list_words(r, tile, group, &words);
  size_t m = 0;
  for (size_t i = 0; i < group->num_segments; i++) {
    const struct bitplane_segment* segment = &group->segments[i];
    const size_t pattern = r->pattern_step != 0 ? pattern_at(&r->patches, segment->place) : 0;
    int32_t* row = acc + (pixel_at(&r->patches, segment->place) - tile->first_pixel) * ldacc;
    for (size_t left = segment->num_pixels; left > 0; left--, m++, row += ldacc) {
      bases[m] = group_bases + pattern * r->pattern_step;
      to[m] = row;
    }
  }
  r->kernel->run(&words.operands, bases, to);
}

static void multiply_rows(const void* state, const struct bitplane_product_tile* tile, int32_t* acc, size_t ldacc) {
  const struct bitplane_binary_rows* r = state;
  struct bitplane_tap_group group;
  struct bitplane_group_walk walk = bitplane_walk_groups(&r->taps, &r->patches, tile->first_pixel, tile->num_pixels);
  while (bitplane_next_group(&walk, &group)) multiply_group(r, tile, &group, acc, ldacc);
  if (r->num_planes == 2) average_planes(tile->num_pixels, r->group_filters / 2, acc, ldacc);
}

static void sign_group(const struct bitplane_binary_rows* r, const struct bitplane_product_tile* tile,
                       const struct bitplane_tap_group* group, uint64_t* bits) {
  const struct bitplane_thresholds* t = &r->thresholds;
  const size_t row_words = bitplane_row_words(r->group_filters), limits_length = 2 * r->padded_filters;
  const size_t step = t->bounds_step != 0 ? limits_length : 0;
  const int16_t* limits[BITPLANE_MAX_GROUP_PIXELS];
  uint64_t* to[BITPLANE_MAX_GROUP_PIXELS];
  struct words_of_group words;
  list_words(r, tile, group, &words);
  size_t m = 0;
  for (size_t i = 0; i < group->num_segments; i++) {
    const struct bitplane_segment* segment = &group->segments[i];
    const int16_t* from = r->limits + limits_at(&r->patches, t, r->pattern_step != 0, segment->place) * limits_length;
    uint64_t* row = bits + (pixel_at(&r->patches, segment->place) - tile->first_pixel) * row_words;
    for (size_t left = segment->num_pixels; left > 0; left--, m++, from += step, row += row_words) {
      limits[m] = from;
      to[m] = row;
    }
  }
  r->kernel->run_signs(&words.operands, limits, t->upper != NULL, to);
}

static void multiply_rows_to_signs(const void* state, const struct bitplane_product_tile* tile, uint64_t* bits) {
  const struct bitplane_binary_rows* r = state;
  struct bitplane_tap_group group;
  struct bitplane_group_walk walk = bitplane_walk_groups(&r->taps, &r->patches, tile->first_pixel, tile->num_pixels);
  while (bitplane_next_group(&walk, &group)) sign_group(r, tile, &group, bits);
  bitplane_flip_signs(&r->thresholds, tile->first_pixel, tile->num_pixels, bits);
}

BITPLANE_ONCE struct bitplane_form bitplane_prepare_rows(const struct bitplane_binary_problem* p,
                                                         const struct bitplane_bgemm_kernel* kernel,
                                                         struct bitplane_arena* arena,
                                                         struct bitplane_binary_rows* rows) {
  static const struct bitplane_product product = {
      .scratch = take_rows_scratch,
      .begin_image = begin_rows_image,
      .gather = gather_rows,
      .multiply = multiply_rows,
      .multiply_to_signs = BITPLANE_NUM_BGEMM_SIGNS > 0 ? multiply_rows_to_signs : NULL,
  };
  const bool has_few_rows = p->patches.window.rows.size <= BITPLANE_MAX_WORD_RUNS;
  const uint32_t height = (uint32_t)(p->num_pixels / p->patches.output_width);
  const struct bitplane_tap_costs costs = {
      // Machines without any of the features may have little memory for sums.
      .max_pixels = kernel->cpu_features == 0 ? BITPLANE_TILE_PIXELS : BITPLANE_MAX_GROUP_PIXELS,
      .pixel_block = kernel->pixel_block,
      .tap = p->tap_words,
      .run = kernel->run_cost,
  };
  struct bitplane_binary_rows r = {
      .kernel = kernel,
      .patches = p->patches,
      .taps = bitplane_plan_taps(&p->patches, height, p->pads_with_zero && has_few_rows, &costs),
      .in_place = p->patches.are_pixels || (p->patches.has_border && kernel->run_cost == 0 && has_few_rows),
      .tap_words = p->tap_words,
      .num_words = p->num_words,
      .num_planes = p->num_planes,
      .group_filters = p->group_filters,
      .padded_filters = bitplane_pad_filters(p->group_filters, kernel->filter_block),
  };
  const bool makes_signs = counts_to_signs(p, kernel);
  r.num_blocks = r.padded_filters / kernel->filter_block;
  r.pattern_step = p->pads_with_zero && !r.taps.is_flat ? p->groups * r.padded_filters : 0;
  pack_rows(p, arena, &r);
  if (makes_signs) {
    r.thresholds = *p->thresholds;
    r.limits = list_row_limits(p, &r.taps, r.padded_filters, arena);
  } else {
    r.bases = list_row_bases(p, &r.taps, r.padded_filters, arena);
  }
  *rows = r;
  return (struct bitplane_form){&product, kernel->name, r.taps.tile_pixels, r.padded_filters, makes_signs};
}

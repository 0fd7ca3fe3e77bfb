// Convolution of signs by signs: acc = (taps inside) * channels - 2 * popcount over the taps inside.
//
// Padded taps are gathered as words and multiplied like all others; what they add is known per border pattern and
// stands in the accumulator's base. A tap of padding 0 is gathered as zero bits (+1) and counts popcount(w); so with
//   base = K_inside + 2 * (popcount of the weights under the padded taps),  acc = base - 2 * (popcount over all taps)
// is exact, with no mask in the kernel. Paddings +1 and -1 are gathered as what they are: base = K.
//
// A mask makes weights of three values: those absent count 0. Each filter is then two, one with the absent weights at
// +1 and one at -1. What these add cancels in the sum of both, which is twice the result.
#include <string.h>

#include "../bits.h"
#include "../tensor.h"
#include "binary_lanes.h"

enum { PAD_VALUE = BITPLANE_CONVOLUTION_ATTRIBUTES, NUM_ATTRIBUTES };
enum { WEIGHTS = 0, MASK = 1, NUM_SECTIONS };

#define PAD_MINUS_ONE UINT32_MAX

// base <= 2 * K and its partial sums must fit int32.
#define LONGEST_FILTER (UINT32_C(1) << 29)

struct state {
  struct bitplane_convolution convolution;
  const struct bitplane_bgemm_kernel* kernel;
  size_t tap_words, num_words;  // of a group's tap, of a patch
  size_t num_planes;            // filters that make one: 2 with a mask, else 1
  size_t group_rows;            // filters of a group times num_planes
  const uint64_t* rows;         // [groups, num_planes, filters of a group, num_words]
  const uint8_t* weights;       // packed, a piece for each group
  size_t weights_nbytes;        // of a piece
  const int32_t* bases;         // [row patterns, column patterns, groups, padded_filters], or one pattern for all
  const int16_t* limits;  // in their place where signs are made of counts: most and least count, [2, padded_filters],
                          // of each pixel or border pattern
  struct bitplane_binary_lanes lanes;  // in the place of all of these where its kernel is not NULL
  bool has_patterns;
  bool regroups;  // groups do not start at whole words: the image is copied so that they do
  size_t input_pixels, input_words, group_channels;
};

static bool covers(const uint64_t* mask, const uint64_t* weights, size_t num_words) {
  uint64_t uncovered = 0;
  for (size_t k = 0; k < num_words; k++) uncovered |= weights[k] & ~mask[k];
  return uncovered == 0;
}

BITPLANE_ONCE static enum bitplane_status check(const struct bitplane_layer* layer) {
  struct bitplane_filter filter;
  const enum bitplane_status status = bitplane_check_convolution(layer, LONGEST_FILTER, &filter);
  if (status != BITPLANE_OK) return status;
  const uint32_t pad = layer->attributes[PAD_VALUE];
  if (pad != 0 && pad != 1 && pad != PAD_MINUS_ONE) return BITPLANE_BAD_LAYER;

  const struct bitplane_section* weights = &layer->sections[WEIGHTS];
  const uint64_t num_rows = (uint64_t)filter.num_taps * layer->output.channels;
  const uint64_t num_words = num_rows * bitplane_row_words(filter.channels);
  if (!bitplane_section_holds(weights, BITPLANE_SECTION_BITS, num_words)) return BITPLANE_BAD_LAYER;
  if (!bitplane_padding_is_zero(weights->data, (size_t)num_rows, filter.channels)) return BITPLANE_BAD_VALUE;

  const struct bitplane_section* mask = &layer->sections[MASK];
  if (mask->type == BITPLANE_SECTION_ABSENT) return BITPLANE_OK;
  if (!bitplane_section_holds(mask, BITPLANE_SECTION_BITS, num_words)) return BITPLANE_BAD_LAYER;
  if (!bitplane_padding_is_zero(mask->data, (size_t)num_rows, filter.channels)) return BITPLANE_BAD_VALUE;
  return covers(mask->data, weights->data, (size_t)num_words) ? BITPLANE_OK : BITPLANE_BAD_VALUE;
}

// Sets rows: the file's, or those of both planes.
static void make_planes(struct state* s, const struct bitplane_layer* layer, struct bitplane_arena* arena) {
  const uint64_t* weights = layer->sections[WEIGHTS].data;
  const uint64_t* mask = layer->sections[MASK].data;
  s->rows = weights;
  if (s->num_planes == 1) return;
  const size_t group_words = s->group_rows / s->num_planes * s->num_words;
  uint64_t* rows = bitplane_arena_take(arena, s->convolution.groups, s->num_planes * group_words * sizeof *rows);
  s->rows = rows;
  if (rows == NULL) return;
  const uint64_t last = bitplane_last_word_mask(s->group_channels);
  for (uint32_t group = 0; group < s->convolution.groups; group++, rows += 2 * group_words) {
    memcpy(rows, weights + group * group_words, group_words * sizeof *rows);
    for (size_t k = 0; k < group_words; k++) {
      const uint64_t columns = k % s->tap_words == s->tap_words - 1 ? last : ~UINT64_C(0);
      rows[group_words + k] = rows[k] | (~mask[group * group_words + k] & columns);
    }
  }
}

// Sets weights and weights_nbytes. The rows serve where the kernel's order is theirs.
static void pack_weights(struct state* s, struct bitplane_arena* arena) {
  const struct bitplane_bgemm_kernel* kernel = s->kernel;
  const uint32_t groups = s->convolution.groups;
  const uint64_t* rows = s->rows;
  const uint64_t nbytes = kernel->pack(kernel->filter_block, s->group_rows, s->num_words, rows, NULL);
  s->weights_nbytes = (size_t)nbytes;
  if (kernel->pack == bitplane_pack_words && kernel->filter_block == 1) {
    s->weights = (const uint8_t*)rows;
    return;
  }
  uint8_t* packed = bitplane_arena_take(arena, groups * nbytes, 1);
  s->weights = packed;
  if (packed == NULL) return;
  for (size_t group = 0; group < groups; group++, packed += nbytes, rows += s->group_rows * s->num_words) {
    kernel->pack(kernel->filter_block, s->group_rows, s->num_words, rows, packed);
  }
}

static bool is_inside(const struct bitplane_taps* taps, uint32_t tap) { return tap >= taps->first && tap < taps->end; }

// The base of one filter under one border pattern, for padding 0.
static int32_t exact_base(const struct state* s, const struct bitplane_taps* rows, const struct bitplane_taps* columns,
                          const uint64_t* filter) {
  const struct bitplane_window* window = &s->convolution.patches.window;
  int32_t base = 0;
  for (uint32_t u = 0; u < window->rows.size; u++) {
    for (uint32_t v = 0; v < window->columns.size; v++) {
      if (is_inside(rows, u) && is_inside(columns, v)) {
        base += (int32_t)s->group_channels;
        continue;
      }
      const uint64_t* tap = filter + (u * (size_t)window->columns.size + v) * s->tap_words;
      for (size_t k = 0; k < s->tap_words; k++) base += 2 * bitplane_popcount(tap[k]);
    }
  }
  return base;
}

static size_t pattern_at(const struct bitplane_convolution* c, uint32_t row, uint32_t column) {
  return (size_t)c->patches.rows[row].pattern * c->num_column_patterns + c->patches.columns[column].pattern;
}

static int32_t base_at(const struct state* s, uint32_t row, uint32_t column, size_t filter) {
  const struct bitplane_convolution* c = &s->convolution;
  const uint32_t num_taps = c->patches.window.rows.size * c->patches.window.columns.size;
  if (!s->has_patterns) return (int32_t)(num_taps * s->group_channels);
  return exact_base(s, &c->patches.rows[row], &c->patches.columns[column], s->rows + filter * s->num_words);
}

// Fills the bases of the pattern at an output pixel.
static void fill_bases(const struct state* s, uint32_t row, uint32_t column, int32_t* bases) {
  const struct bitplane_convolution* c = &s->convolution;
  memset(bases, 0, c->groups * c->padded_filters * sizeof *bases);
  for (size_t filter = 0; filter < c->filters * s->num_planes; filter++) {
    const size_t at = filter / s->group_rows * c->padded_filters + filter % s->group_rows;
    bases[at] = base_at(s, row, column, filter);
  }
}

static const int32_t* list_bases(const struct state* s, const struct bitplane_setup* setup) {
  const struct bitplane_convolution* c = &s->convolution;
  const uint64_t num_patterns = s->has_patterns ? (uint64_t)c->num_row_patterns * c->num_column_patterns : 1;
  const size_t row_length = c->groups * c->padded_filters;
  int32_t* bases = bitplane_arena_take(setup->arena, num_patterns, row_length * sizeof *bases);
  if (bases == NULL) return NULL;
  if (!s->has_patterns) {
    fill_bases(s, 0, 0, bases);
    return bases;
  }
  const uint32_t height = setup->layer->output.height, width = setup->layer->output.width;
  for (uint32_t i = 0; i < height; i++) {
    if (i > 0 && c->patches.rows[i].pattern == c->patches.rows[i - 1].pattern) continue;
    for (uint32_t j = 0; j < width; j++) {
      if (j > 0 && c->patches.columns[j].pattern == c->patches.columns[j - 1].pattern) continue;
      fill_bases(s, i, j, bases + pattern_at(c, i, j) * row_length);
    }
  }
  return bases;
}

// Whether the kernel can make signs of counts, which must fit int16.
static bool counts_to_signs(const struct state* s) {
  const struct bitplane_convolution* c = &s->convolution;
  return BITPLANE_NUM_BGEMM_SIGNS > 0 && s->kernel->run_signs != NULL && c->has_thresholds && c->groups == 1 &&
         s->num_planes == 1 && s->num_words <= BITPLANE_MOST_SIGN_WORDS;
}

static bool has_bounds_per_pixel(const struct state* s) { return s->convolution.thresholds.bounds_step != 0; }

// The greatest count with base - 2 * count >= bound, -1 where there is none; of counts that fit int16.
static int16_t count_at(int64_t base, int64_t bound) {
  if (bound > base) return -1;
  const int64_t count = (base - bound) / 2;
  return count < INT16_MAX ? (int16_t)count : INT16_MAX;
}

// The counts that a filter's sign at a pixel is +1 for, before it is flipped.
static void fill_limits(const struct state* s, uint32_t row, uint32_t column, int16_t* limits) {
  const struct bitplane_convolution* c = &s->convolution;
  const struct bitplane_thresholds* t = &c->thresholds;
  const size_t first = ((size_t)row * c->patches.output_width + column) * t->bounds_step;
  int16_t *most = limits, *least = limits + c->padded_filters;
  for (size_t filter = 0; filter < c->padded_filters; filter++) {
    most[filter] = INT16_MAX;
    least[filter] = 0;
    if (filter >= c->filters) continue;
    const int32_t base = base_at(s, row, column, filter);
    most[filter] = count_at(base, bitplane_read_bound(t, t->lower, first + filter));
    if (t->upper == NULL) continue;
    // Above the upper bound are the counts up to that of the bound plus one.
    const int16_t above = count_at(base, (int64_t)bitplane_read_bound(t, t->upper, first + filter) + 1);
    least[filter] = above < INT16_MAX ? (int16_t)(above + 1) : INT16_MAX;
  }
}

// The place of an output pixel in `limits`.
static size_t limits_at(const struct state* s, uint32_t row, uint32_t column) {
  const struct bitplane_convolution* c = &s->convolution;
  if (has_bounds_per_pixel(s)) return (size_t)row * c->patches.output_width + column;
  return s->has_patterns ? pattern_at(c, row, column) : 0;
}

static const int16_t* list_limits(const struct state* s, const struct bitplane_setup* setup) {
  const struct bitplane_convolution* c = &s->convolution;
  const uint64_t num_patterns = s->has_patterns ? (uint64_t)c->num_row_patterns * c->num_column_patterns : 1;
  const uint64_t num = has_bounds_per_pixel(s) ? c->num_pixels : num_patterns;
  int16_t* limits = bitplane_arena_take(setup->arena, num, 2 * c->padded_filters * sizeof *limits);
  if (limits == NULL) return NULL;
  size_t next = 0;  // patterns are numbered in the order in which pixels have them
  for (uint32_t row = 0; row < setup->layer->output.height; row++) {
    for (uint32_t column = 0; column < setup->layer->output.width && next < num; column++) {
      const size_t at = limits_at(s, row, column);
      if (at < next) continue;
      fill_limits(s, row, column, limits + 2 * at * c->padded_filters);
      next = at + 1;
    }
  }
  return limits;
}

static const uint64_t* make_minus_ones(size_t channels, size_t num_words, struct bitplane_arena* arena) {
  uint64_t* row = bitplane_arena_take(arena, num_words, sizeof *row);
  if (row == NULL) return NULL;
  memset(row, 0xff, num_words * sizeof *row);
  row[num_words - 1] = bitplane_last_word_mask(channels);
  return row;
}

// Returns whether a kernel with pixels in lanes serves better.
static bool prepare_lanes(struct state* s, const struct bitplane_setup* setup) {
  if (BITPLANE_NUM_LANES_KERNELS == 0 || s->num_planes != 1) return false;
  const struct bitplane_filter_rows filters = {s->group_rows, s->num_words, s->rows, s->group_channels,
                                               s->has_patterns};
  const struct bitplane_lanes_kernel* kernel =
      bitplane_choose_lanes(&s->convolution, &filters, setup->cpu_features, s->kernel);
  if (kernel == NULL) return false;
  s->lanes = bitplane_prepare_lanes(kernel, &filters, &s->convolution, setup->arena);
  return true;
}

static void prepare_rows(struct state* s, const struct bitplane_setup* setup) {
  s->convolution.padded_filters = bitplane_pad_filters(s->group_rows, s->kernel->filter_block);
  pack_weights(s, setup->arena);
  if (counts_to_signs(s)) {
    s->convolution.multiplies_to_signs = true;
    s->limits = list_limits(s, setup);
  } else {
    s->bases = list_bases(s, setup);
  }
}

static bool has_lanes(const struct state* s) { return BITPLANE_NUM_LANES_KERNELS > 0 && s->lanes.kernel != NULL; }

BITPLANE_ONCE static struct bitplane_ready prepare(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct state s;
  memset(&s, 0, sizeof s);
  struct state* state = bitplane_arena_take(setup->arena, 1, sizeof s);
  s.num_planes = layer->sections[MASK].type == BITPLANE_SECTION_ABSENT ? 1 : 2;
  s.group_rows = layer->output.channels / layer->attributes[BITPLANE_GROUPS] * s.num_planes;
  s.kernel = bitplane_select_bgemm(setup->cpu_features, s.group_rows);
  s.convolution = bitplane_plan_convolution(setup);
  struct bitplane_convolution* c = &s.convolution;
  s.group_channels = layer->input.channels / c->groups;
  s.tap_words = bitplane_row_words(s.group_channels);
  s.num_words = (size_t)c->patches.window.rows.size * c->patches.window.columns.size * s.tap_words;
  s.input_pixels = (size_t)bitplane_num_pixels(&layer->input);
  s.input_words = bitplane_row_words(layer->input.channels);
  s.regroups = c->groups > 1 && s.group_channels % BITPLANE_WORD_BITS != 0;
  s.has_patterns = layer->attributes[PAD_VALUE] == 0;

  c->group_nbytes = s.tap_words * sizeof(uint64_t);
  c->patches.tap_nbytes = c->group_nbytes;
  c->patches.pixel_nbytes = c->groups * c->group_nbytes;
  c->patches.patch_nbytes = s.num_words * sizeof(uint64_t);
  if (layer->attributes[PAD_VALUE] == PAD_MINUS_ONE) {
    c->patches.pad = make_minus_ones(s.group_channels, s.tap_words, setup->arena);
  }
  if (s.regroups) c->image_nbytes = bitplane_piece_nbytes((uint64_t)s.input_pixels * c->groups, c->group_nbytes);
  bitplane_plan_border(&c->patches);
  make_planes(&s, layer, setup->arena);
  if (!prepare_lanes(&s, setup)) prepare_rows(&s, setup);

  if (state != NULL) *state = s;
  return (struct bitplane_ready){
      .state = state,
      .kernel = has_lanes(&s) ? s.lanes.kernel->name : s.kernel->name,
      .scratch_nbytes = bitplane_convolution_scratch_nbytes(c),
      .shared_nbytes = c->image_nbytes,
      .work = bitplane_convolution_work(c, s.group_channels * s.num_planes),
  };
}

// acc: [num_pixels, ldacc], the first plane's sums and behind them the second's; the results take the first's place.
static void average_planes(int32_t* acc, const struct bitplane_tile* tile, size_t filters) {
  for (size_t m = 0; m < tile->num_pixels; m++, acc += tile->ldacc) {
    for (size_t n = 0; n < filters; n++) acc[n] = (acc[n] + acc[filters + n]) / 2;
  }
}

// An output pixel, by one division for a tile.
struct place {
  uint32_t row, column;
};

static struct place place_of(const struct bitplane_convolution* c, size_t pixel) {
  return (struct place){(uint32_t)(pixel / c->patches.output_width), (uint32_t)(pixel % c->patches.output_width)};
}

static void step(const struct bitplane_convolution* c, struct place* at) {
  if (++at->column < c->patches.output_width) return;
  at->column = 0;
  at->row++;
}

static void multiply(const void* state, uint32_t group, const struct bitplane_tile* tile, const void* patches,
                     int32_t* acc) {
  const struct state* s = state;
  if (has_lanes(s)) {
    bitplane_multiply_lanes(&s->lanes, tile, patches, acc);
    return;
  }
  const struct bitplane_convolution* c = &s->convolution;
  const int32_t* bases[BITPLANE_TILE_PIXELS];
  struct place at = place_of(c, tile->first_pixel);
  for (size_t m = 0; m < tile->num_pixels; m++, step(c, &at)) {
    const size_t pattern = s->has_patterns ? pattern_at(c, at.row, at.column) : 0;
    bases[m] = s->bases + (pattern * c->groups + group) * c->padded_filters;
  }
  s->kernel->run(tile->num_pixels, c->padded_filters / s->kernel->filter_block, s->num_words, patches,
                 s->weights + group * s->weights_nbytes, bases, acc, tile->ldacc);
  if (s->num_planes == 2) average_planes(acc, tile, s->group_rows / 2);
}

static void multiply_to_signs(const void* state, size_t first_pixel, size_t num_pixels, const void* patches,
                              uint64_t* bits) {
  const struct state* s = state;
  if (has_lanes(s)) {
    bitplane_multiply_lanes_to_signs(&s->lanes, first_pixel, num_pixels, patches, bits);
    return;
  }
  const struct bitplane_convolution* c = &s->convolution;
  const int16_t* limits[BITPLANE_TILE_PIXELS];
  struct place at = place_of(c, first_pixel);
  for (size_t m = 0; m < num_pixels; m++, step(c, &at)) {
    limits[m] = s->limits + 2 * limits_at(s, at.row, at.column) * c->padded_filters;
  }
  s->kernel->run_signs(num_pixels, c->padded_filters / s->kernel->filter_block, s->num_words, patches, s->weights,
                       limits, c->thresholds.upper != NULL, bits);
  bitplane_flip_signs(&c->thresholds, first_pixel, num_pixels, bits);
}

static void regroup(const struct state* s, const uint64_t* image, uint64_t* to) {
  for (size_t pixel = 0; pixel < s->input_pixels; pixel++) {
    for (uint32_t group = 0; group < s->convolution.groups; group++, to += s->tap_words) {
      bitplane_copy_columns(to, image + pixel * s->input_words, group * s->group_channels, s->group_channels);
    }
  }
}

static void begin(const void* state, const struct bitplane_operands* operands) {
  const struct state* s = state;
  if (s->regroups) regroup(s, operands->input, operands->shared);
}

static void run(const void* state, const struct bitplane_operands* operands) {
  const struct state* s = state;
  const struct bitplane_walk walk = {s, multiply, BITPLANE_NUM_BGEMM_SIGNS > 0 ? multiply_to_signs : NULL, operands};
  bitplane_walk_tiles(&s->convolution, &walk);
}

const struct bitplane_op bitplane_binary_conv2d = {
    .kind = 2,
    .name = "binary-conv2d",
    .name_with_threshold = "binary-conv2d+threshold",
    .name_with_pool = "binary-conv2d+threshold+bit-max-pool",
    .takes_chain = true,
    .input_elements = 1u << BITPLANE_BITS,
    .output_element = BITPLANE_INT32,
    .num_attributes = NUM_ATTRIBUTES,
    .num_sections = NUM_SECTIONS,
    .check = check,
    .prepare = prepare,
    .begin = begin,
    .run = run,
};

// Convolution of signs by signs: acc = (taps inside) * channels - 2 * popcount over the taps inside.
//
// Padded taps are gathered as words and multiplied like all others; what they add is known per border pattern and
// stands in the accumulator's base. A tap of padding 0 is gathered as zero bits (+1) and counts popcount(w); so with
//   base = K_inside + 2 * (popcount of the weights under the padded taps),  acc = base - 2 * (popcount over all taps)
// is exact, with no mask in the kernel. Paddings +1 and -1 are gathered as what they are: base = K.
#include <string.h>

#include "../bits.h"
#include "convolution.h"
#include "shapes.h"

enum { PAD_VALUE = BITPLANE_CONVOLUTION_ATTRIBUTES, NUM_ATTRIBUTES };
enum { WEIGHTS = 0, NUM_SECTIONS };

#define PAD_MINUS_ONE UINT32_MAX

// base <= 2 * K and its partial sums must fit int32.
#define LONGEST_FILTER (UINT32_C(1) << 29)

struct state {
  struct bitplane_convolution convolution;
  const struct bitplane_bgemm_kernel* kernel;
  size_t tap_words, num_words;  // of a group's tap, of a patch
  const uint8_t* weights;       // packed, a piece for each group
  size_t weights_nbytes;        // of a piece
  const int32_t* bases;         // [row patterns, column patterns, groups, padded_filters], or one pattern for all
  bool has_patterns;
  bool regroups;  // groups do not start at whole words: the image is copied so that they do
  size_t input_pixels, input_words, group_channels;
};

static enum bitplane_status check(const struct bitplane_layer* layer) {
  struct bitplane_filter filter;
  const enum bitplane_status status = bitplane_check_convolution(layer, LONGEST_FILTER, &filter);
  if (status != BITPLANE_OK) return status;
  const uint32_t pad = layer->attributes[PAD_VALUE];
  if (pad != 0 && pad != 1 && pad != PAD_MINUS_ONE) return BITPLANE_BAD_LAYER;

  const struct bitplane_section* weights = &layer->sections[WEIGHTS];
  const uint64_t num_rows = (uint64_t)filter.num_taps * layer->output.channels;
  if (!bitplane_section_holds(weights, BITPLANE_SECTION_BITS, num_rows * bitplane_row_words(filter.channels))) {
    return BITPLANE_BAD_LAYER;
  }
  return bitplane_padding_is_zero(weights->data, (size_t)num_rows, filter.channels) ? BITPLANE_OK : BITPLANE_BAD_VALUE;
}

// Sets weights and weights_nbytes. The file's rows serve where the kernel's order is theirs.
static void pack_weights(struct state* s, const uint64_t* rows, struct bitplane_arena* arena) {
  const struct bitplane_bgemm_kernel* kernel = s->kernel;
  const uint32_t groups = s->convolution.groups;
  const size_t group_filters = s->convolution.filters / groups;
  const uint64_t nbytes = kernel->pack(kernel->filter_block, group_filters, s->num_words, rows, NULL);
  s->weights_nbytes = (size_t)nbytes;
  if (kernel->pack == bitplane_pack_words && kernel->filter_block == 1) {
    s->weights = (const uint8_t*)rows;
    return;
  }
  uint8_t* packed = bitplane_arena_take(arena, groups * nbytes, 1);
  s->weights = packed;
  if (packed == NULL) return;
  for (size_t group = 0; group < groups; group++, packed += nbytes, rows += group_filters * s->num_words) {
    kernel->pack(kernel->filter_block, group_filters, s->num_words, rows, packed);
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

// Fills the bases of the pattern at an output pixel.
static void fill_bases(const struct state* s, const struct bitplane_setup* setup, uint32_t row, uint32_t column,
                       int32_t* bases) {
  const struct bitplane_convolution* c = &s->convolution;
  const uint64_t* filters = setup->layer->sections[WEIGHTS].data;
  const uint32_t num_taps = c->patches.window.rows.size * c->patches.window.columns.size;
  const size_t group_filters = c->filters / c->groups;
  memset(bases, 0, c->groups * c->padded_filters * sizeof *bases);
  for (size_t filter = 0; filter < c->filters; filter++) {
    const size_t at = filter / group_filters * c->padded_filters + filter % group_filters;
    bases[at] = s->has_patterns
                    ? exact_base(s, &c->patches.rows[row], &c->patches.columns[column], filters + filter * s->num_words)
                    : (int32_t)(num_taps * s->group_channels);
  }
}

static const int32_t* list_bases(const struct state* s, const struct bitplane_setup* setup) {
  const struct bitplane_convolution* c = &s->convolution;
  const uint64_t num_patterns = s->has_patterns ? (uint64_t)c->num_row_patterns * c->num_column_patterns : 1;
  const size_t row_length = c->groups * c->padded_filters;
  int32_t* bases = bitplane_arena_take(setup->arena, num_patterns, row_length * sizeof *bases);
  if (bases == NULL) return NULL;
  if (!s->has_patterns) {
    fill_bases(s, setup, 0, 0, bases);
    return bases;
  }
  const uint32_t height = setup->layer->output.height, width = setup->layer->output.width;
  for (uint32_t i = 0; i < height; i++) {
    if (i > 0 && c->patches.rows[i].pattern == c->patches.rows[i - 1].pattern) continue;
    for (uint32_t j = 0; j < width; j++) {
      if (j > 0 && c->patches.columns[j].pattern == c->patches.columns[j - 1].pattern) continue;
      fill_bases(s, setup, i, j, bases + pattern_at(c, i, j) * row_length);
    }
  }
  return bases;
}

static const uint64_t* make_minus_ones(size_t channels, size_t num_words, struct bitplane_arena* arena) {
  uint64_t* row = bitplane_arena_take(arena, num_words, sizeof *row);
  if (row == NULL) return NULL;
  memset(row, 0xff, num_words * sizeof *row);
  row[num_words - 1] = bitplane_last_word_mask(channels);
  return row;
}

static uint64_t regrouped_words(const struct state* s) {
  return s->regroups ? (uint64_t)s->input_pixels * s->convolution.groups * s->tap_words : 0;
}

static struct bitplane_ready prepare(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct state s;
  memset(&s, 0, sizeof s);
  struct state* state = bitplane_arena_take(setup->arena, 1, sizeof s);
  const size_t group_filters = layer->output.channels / layer->attributes[BITPLANE_GROUPS];
  s.kernel = bitplane_select_bgemm(setup->cpu_features, group_filters);
  s.convolution = bitplane_plan_convolution(setup, s.kernel->filter_block);
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
  pack_weights(&s, layer->sections[WEIGHTS].data, setup->arena);
  s.bases = list_bases(&s, setup);

  struct bitplane_arena scratch = {NULL, 0};
  bitplane_arena_take(&scratch, regrouped_words(&s), sizeof(uint64_t));
  bitplane_arena_take(&scratch, bitplane_convolution_scratch_nbytes(c), 1);
  if (state != NULL) *state = s;
  return (struct bitplane_ready){state, s.kernel->name, scratch.used};
}

static void multiply(const void* state, uint32_t group, const struct bitplane_tile* tile, const void* patches,
                     int32_t* acc) {
  const struct state* s = state;
  const struct bitplane_convolution* c = &s->convolution;
  const int32_t* bases[BITPLANE_TILE_PIXELS];
  for (size_t m = 0; m < tile->num_pixels; m++) {
    const size_t pixel = tile->first_pixel + m;
    const uint32_t row = (uint32_t)(pixel / c->patches.output_width);
    const uint32_t column = (uint32_t)(pixel % c->patches.output_width);
    const size_t pattern = s->has_patterns ? pattern_at(c, row, column) : 0;
    bases[m] = s->bases + (pattern * c->groups + group) * c->padded_filters;
  }
  s->kernel->run(tile->num_pixels, c->padded_filters / s->kernel->filter_block, s->num_words, patches,
                 s->weights + group * s->weights_nbytes, bases, acc, tile->ldacc);
}

static void regroup(const struct state* s, const uint64_t* image, uint64_t* to) {
  for (size_t pixel = 0; pixel < s->input_pixels; pixel++) {
    for (uint32_t group = 0; group < s->convolution.groups; group++, to += s->tap_words) {
      bitplane_copy_columns(to, image + pixel * s->input_words, group * s->group_channels, s->group_channels);
    }
  }
}

static void run(const void* state, const struct bitplane_operands* operands) {
  const struct state* s = state;
  struct bitplane_arena scratch = {operands->scratch, 0};
  uint64_t* regrouped = bitplane_arena_take(&scratch, regrouped_words(s), sizeof *regrouped);
  if (s->regroups) regroup(s, operands->input, regrouped);
  const struct bitplane_walk walk = {
      .state = s,
      .multiply = multiply,
      .image = s->regroups ? regrouped : operands->input,
      .output = operands->output,
      .scratch = scratch.base + scratch.used,
  };
  bitplane_walk_tiles(&s->convolution, &walk);
}

const struct bitplane_op bitplane_binary_conv2d = {
    .kind = 2,
    .name = "binary-conv2d",
    .name_with_threshold = "binary-conv2d+threshold",
    .input_elements = 1u << BITPLANE_BITS,
    .output_element = BITPLANE_INT32,
    .num_attributes = NUM_ATTRIBUTES,
    .num_sections = NUM_SECTIONS,
    .check = check,
    .prepare = prepare,
    .run = run,
};

// Padding of value 0 counts nothing here, so that only K_inside, the products under the taps inside, differs from pixel
// to pixel: acc = K_inside - 2 * count, and a bound on acc is one on count - K_inside / 2 (binary_rows.c, step 5).
#include "binary_lanes.h"

#include "../kernels/lookup.h"

BITPLANE_ONCE const struct bitplane_lanes_kernel* bitplane_choose_lanes(const struct bitplane_binary_problem* p,
                                                                        const struct bitplane_bgemm_kernel* rival) {
  const bool steps_by_pixels = p->groups == 1 && p->patches.has_border && p->patches.window.columns.stride == 1;
  const bool shares_bounds = p->thresholds == NULL || p->thresholds->bounds_step == 0;
  // Else K_inside may be odd at some pixels alone.
  const bool has_middles = !p->pads_with_zero || p->group_channels % 2 == 0;
  if (p->num_planes != 1 || !steps_by_pixels || !shares_bounds || !has_middles) return NULL;
  if (p->num_words > BITPLANE_MAX_LANE_WORDS) return NULL;
  return bitplane_select_lanes(p->cpu_features, (struct bitplane_lanes_shape){p->group_filters, p->num_pixels}, rival);
}

static const uint8_t* mark_padding(const struct bitplane_patches* p, bool pads_with_zero, size_t num_pixels,
                                   struct bitplane_arena* arena) {
  const struct bitplane_axis *rows = &p->window.rows, *columns = &p->window.columns;
  const size_t width = (size_t)bitplane_bordered_width(p);
  uint8_t* padding = bitplane_arena_take(arena, (uint64_t)num_pixels + BITPLANE_LANE_SLACK, 1);
  if (padding == NULL) return NULL;
  for (size_t i = 0; i < num_pixels; i++) {
    const size_t row = i / width, column = i % width;
    const bool is_inside = row >= rows->before && row - rows->before < p->input_height && column >= columns->before &&
                           column - columns->before < p->input_width;
    padding[i] = pads_with_zero && !is_inside ? BITPLANE_LANE_PADDING : 0;
  }
  for (size_t i = 0; i < BITPLANE_LANE_SLACK; i++) padding[num_pixels + i] = 0;
  return padding;
}

static struct bitplane_lane_image plan_image(const struct bitplane_patches* p, bool pads_with_zero,
                                             struct bitplane_arena* arena) {
  const size_t num_pixels = (size_t)bitplane_bordered_pixels(p);
  return (struct bitplane_lane_image){
      .width = (size_t)bitplane_bordered_width(p),
      .num_words = p->layout.pixel_nbytes / sizeof(uint64_t),
      .padding = mark_padding(p, pads_with_zero, num_pixels, arena),
      .plane_nbytes = num_pixels + BITPLANE_LANE_SLACK,
      .tap_rows = p->window.rows.size,
      .tap_columns = p->window.columns.size,
      .row_dilation = p->window.rows.dilation,
      .row_stride = p->window.rows.stride,
      .output_width = p->output_width,
  };
}

// K_inside of an output pixel.
static int32_t inside_at(const struct bitplane_binary_problem* problem, size_t pixel) {
  const struct bitplane_patches* p = &problem->patches;
  const struct bitplane_taps *rows = &p->rows[pixel / p->output_width], *columns = &p->columns[pixel % p->output_width];
  const uint32_t inside = (rows->end - rows->first) * (columns->end - columns->first);
  const uint32_t all = p->window.rows.size * p->window.columns.size;
  return (int32_t)((problem->pads_with_zero ? inside : all) * problem->group_channels);
}

static int16_t clamp(int64_t value) {
  return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
}

// acc >= bound where count - middle is at most this: floor((K_inside - bound) / 2) - middle.
static int64_t max_at(int64_t parity, int64_t bound) {
  const int64_t difference = parity - bound;
  return (difference - (difference & 1)) / 2;
}

static struct bitplane_lane_limits list_lane_limits(const struct bitplane_binary_problem* p, size_t padded_filters,
                                                    struct bitplane_arena* arena) {
  const struct bitplane_thresholds* t = p->thresholds;
  int16_t* middle = bitplane_arena_take(arena, p->num_pixels, sizeof *middle);
  int16_t* max_count = bitplane_arena_take(arena, padded_filters, sizeof *max_count);
  int16_t* min_count = t->upper == NULL ? NULL : bitplane_arena_take(arena, padded_filters, sizeof *min_count);
  const struct bitplane_lane_limits limits = {middle, max_count, min_count, t->flip};
  if (max_count == NULL) return limits;
  for (size_t pixel = 0; pixel < p->num_pixels; pixel++) middle[pixel] = (int16_t)(inside_at(p, pixel) / 2);
  const int64_t parity = inside_at(p, 0) % 2;
  // The bounds end with the filters; what fills the last block has signs that nobody reads.
  for (size_t n = 0; n < p->group_filters; n++) {
    max_count[n] = clamp(max_at(parity, bitplane_read_bound(t, t->lower, n)));
    if (min_count == NULL) continue;
    // Above the upper bound are the counts up to that of the bound plus one.
    min_count[n] = clamp(max_at(parity, (int64_t)bitplane_read_bound(t, t->upper, n) + 1) + 1);
  }
  for (size_t n = p->group_filters; n < padded_filters; n++) {
    max_count[n] = INT16_MAX;
    if (min_count != NULL) min_count[n] = INT16_MIN;
  }
  return limits;
}

static const int32_t* list_inside(const struct bitplane_binary_problem* p, struct bitplane_arena* arena) {
  int32_t* inside = bitplane_arena_take(arena, p->num_pixels, sizeof *inside);
  for (size_t pixel = 0; inside != NULL && pixel < p->num_pixels; pixel++) inside[pixel] = inside_at(p, pixel);
  return inside;
}

static const void* pack_lanes(const struct bitplane_binary_problem* p, const struct bitplane_lanes_kernel* kernel,
                              struct bitplane_arena* arena) {
  const uint64_t nbytes = kernel->pack(p->group_filters, p->num_words, p->rows, NULL);
  void* weights = bitplane_arena_take(arena, nbytes, 1);
  if (weights != NULL) kernel->pack(p->group_filters, p->num_words, p->rows, weights);
  return weights;
}

// The copy is the planes, and after them the bordered image that they are split from.
static struct bitplane_product_scratch take_lanes_scratch(const void* state, struct bitplane_arena* arena) {
  const struct bitplane_binary_lanes* b = state;
  struct bitplane_product_scratch scratch;
  scratch.copy = bitplane_arena_take(arena, b->planes_nbytes, 1);
  bitplane_arena_take(arena, bitplane_border_nbytes(&b->patches), 1);
  scratch.room = bitplane_arena_take(arena, b->lanes_nbytes, 1);
  return scratch;
}

static const void* begin_lanes_image(const void* state, const void* image, struct bitplane_span rows,
                                     const struct bitplane_product_scratch* memory) {
  const struct bitplane_binary_lanes* b = state;
  uint8_t *planes = memory->copy, *bordered = planes + b->planes_nbytes;
  const struct bitplane_span pixels = bitplane_add_border(&b->patches, image, rows, bordered);
  b->kernel->split(&b->image, (const uint64_t*)(void*)bordered, pixels.first, pixels.end, planes);
  return planes;
}

static const void* gather_lanes(const void* state, const struct bitplane_product_tile* tile) {
  const struct bitplane_binary_lanes* b = state;
  b->kernel->gather(&b->image, tile->image, tile->first_pixel, tile->num_pixels, tile->room);
  return tile->room;
}

static void multiply_lanes(const void* state, const struct bitplane_product_tile* tile, int32_t* acc, size_t ldacc) {
  const struct bitplane_binary_lanes* b = state;
  const struct bitplane_lane_tile lanes = {tile->num_pixels, b->num_words, tile->gathered};
  b->kernel->run(&lanes, b->num_blocks, b->weights, b->inside + tile->first_pixel, acc, ldacc);
}

static void multiply_lanes_to_signs(const void* state, const struct bitplane_product_tile* tile, uint64_t* bits) {
  const struct bitplane_binary_lanes* b = state;
  const struct bitplane_lane_tile lanes = {tile->num_pixels, b->num_words, tile->gathered};
  struct bitplane_lane_limits limits = b->limits;
  limits.middle += tile->first_pixel;
  b->kernel->run_signs(&lanes, b->num_blocks, b->weights, &limits, bits);
}

BITPLANE_ONCE struct bitplane_form bitplane_prepare_lanes(const struct bitplane_binary_problem* p,
                                                          const struct bitplane_lanes_kernel* kernel,
                                                          struct bitplane_arena* arena,
                                                          struct bitplane_binary_lanes* lanes) {
  static const struct bitplane_product product = {
      .scratch = take_lanes_scratch,
      .begin_image = begin_lanes_image,
      .gather = gather_lanes,
      .multiply = multiply_lanes,
      .multiply_to_signs = multiply_lanes_to_signs,
  };
  const size_t padded_filters = bitplane_pad_filters(p->group_filters, kernel->filter_block);
  struct bitplane_binary_lanes b = {
      .kernel = kernel,
      .patches = p->patches,
      .image = plan_image(&p->patches, p->pads_with_zero, arena),
      .num_words = p->num_words,
      .num_blocks = padded_filters / kernel->filter_block,
      .weights = pack_lanes(p, kernel, arena),
  };
  const uint64_t num_planes = (uint64_t)b.image.num_words * BITPLANE_WORD_GROUPS;
  const uint64_t num_rows = (uint64_t)p->num_words * BITPLANE_WORD_GROUPS + BITPLANE_LANE_GAP;
  b.planes_nbytes = bitplane_piece_nbytes(num_planes, b.image.plane_nbytes);
  b.lanes_nbytes = bitplane_piece_nbytes(num_rows, BITPLANE_LANE_PIXELS);
  if (p->thresholds != NULL) {
    b.limits = list_lane_limits(p, padded_filters, arena);
  } else {
    b.inside = list_inside(p, arena);
  }
  *lanes = b;
  return (struct bitplane_form){&product, kernel->name, BITPLANE_LANE_PIXELS, padded_filters, p->thresholds != NULL};
}

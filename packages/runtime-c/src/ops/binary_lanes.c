// Padding of value 0 counts nothing here, so that only K_inside, the products under the taps inside, differs from pixel
// to pixel: acc = K_inside - 2 * count, and a bound on acc is one on count - K_inside / 2.
#include "binary_lanes.h"

#include "../kernels/lookup.h"

BITPLANE_ONCE const struct bitplane_lanes_kernel* bitplane_choose_lanes(const struct bitplane_convolution* c,
                                                                        const struct bitplane_filter_rows* filters,
                                                                        uint32_t cpu_features,
                                                                        const struct bitplane_bgemm_kernel* rival) {
  const bool steps_by_pixels = c->groups == 1 && c->patches.has_border && c->patches.window.columns.stride == 1;
  const bool shares_bounds = !c->has_thresholds || c->thresholds.bounds_step == 0;
  // Else K_inside may be odd at some pixels alone.
  const bool has_middles = !filters->pads_with_zero || filters->channels % 2 == 0;
  if (!steps_by_pixels || !shares_bounds || !has_middles || filters->num_words > BITPLANE_MOST_LANE_WORDS) return NULL;
  return bitplane_select_lanes(cpu_features, (struct bitplane_lanes_shape){filters->num, c->num_pixels}, rival);
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

static void plan_image(struct bitplane_convolution* c, bool pads_with_zero, struct bitplane_arena* arena) {
  const struct bitplane_patches* p = &c->patches;
  const size_t num_pixels = (size_t)bitplane_bordered_pixels(p);
  c->lane_image = (struct bitplane_lane_image){
      .width = (size_t)bitplane_bordered_width(p),
      .num_words = p->pixel_nbytes / sizeof(uint64_t),
      .padding = mark_padding(p, pads_with_zero, num_pixels, arena),
      .plane_nbytes = num_pixels + BITPLANE_LANE_SLACK,
      .tap_rows = p->window.rows.size,
      .tap_columns = p->window.columns.size,
      .row_dilation = p->window.rows.dilation,
      .row_stride = p->window.rows.stride,
      .output_width = p->output_width,
  };
  const uint64_t num_planes = (uint64_t)c->lane_image.num_words * BITPLANE_WORD_GROUPS;
  const uint64_t num_taps = (uint64_t)c->lane_image.tap_rows * c->lane_image.tap_columns;
  c->planes_nbytes = bitplane_piece_nbytes(num_planes, c->lane_image.plane_nbytes);
  c->lanes_nbytes = bitplane_piece_nbytes(num_taps * num_planes + BITPLANE_LANE_GAP, BITPLANE_LANE_PIXELS);
  c->tile_pixels = BITPLANE_LANE_PIXELS;
}

// K_inside of each output pixel.
static int32_t inside_at(const struct bitplane_convolution* c, const struct bitplane_filter_rows* filters,
                         size_t pixel) {
  const struct bitplane_patches* p = &c->patches;
  const struct bitplane_taps *rows = &p->rows[pixel / p->output_width], *columns = &p->columns[pixel % p->output_width];
  const uint32_t inside = (rows->end - rows->first) * (columns->end - columns->first);
  const uint32_t all = p->window.rows.size * p->window.columns.size;
  return (int32_t)((filters->pads_with_zero ? inside : all) * filters->channels);
}

static int16_t clamp(int64_t value) {
  return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
}

// acc >= bound where count - middle is at most this: floor((K_inside - bound) / 2) - middle.
static int64_t most_at(int64_t parity, int64_t bound) {
  const int64_t difference = parity - bound;
  return (difference - (difference & 1)) / 2;
}

static struct bitplane_lane_limits list_lane_limits(const struct bitplane_binary_lanes* b,
                                                    const struct bitplane_convolution* c,
                                                    const struct bitplane_filter_rows* filters,
                                                    struct bitplane_arena* arena) {
  const struct bitplane_thresholds* t = &c->thresholds;
  const size_t num = b->num_blocks * b->kernel->filter_block;
  int16_t* middle = bitplane_arena_take(arena, c->num_pixels, sizeof *middle);
  int16_t* most = bitplane_arena_take(arena, num, sizeof *most);
  int16_t* least = t->upper == NULL ? NULL : bitplane_arena_take(arena, num, sizeof *least);
  const struct bitplane_lane_limits limits = {middle, most, least, t->flip};
  if (most == NULL) return limits;
  for (size_t pixel = 0; pixel < c->num_pixels; pixel++) middle[pixel] = (int16_t)(inside_at(c, filters, pixel) / 2);
  const int64_t parity = inside_at(c, filters, 0) % 2;
  for (size_t n = 0; n < num; n++) {
    const bool is_filling = n >= filters->num;
    most[n] = is_filling ? INT16_MAX : clamp(most_at(parity, bitplane_read_bound(t, t->lower, n)));
    if (least == NULL) continue;
    // Above the upper bound are the counts up to that of the bound plus one.
    least[n] = is_filling ? INT16_MIN : clamp(most_at(parity, (int64_t)bitplane_read_bound(t, t->upper, n) + 1) + 1);
  }
  return limits;
}

BITPLANE_ONCE struct bitplane_binary_lanes bitplane_prepare_lanes(const struct bitplane_lanes_kernel* kernel,
                                                                  const struct bitplane_filter_rows* filters,
                                                                  struct bitplane_convolution* c,
                                                                  struct bitplane_arena* arena) {
  struct bitplane_binary_lanes b = {.kernel = kernel, .num_words = filters->num_words};
  c->lanes = kernel;
  c->padded_filters = bitplane_pad_filters(filters->num, kernel->filter_block);
  b.num_blocks = c->padded_filters / kernel->filter_block;
  plan_image(c, filters->pads_with_zero, arena);
  void* weights = bitplane_arena_take(arena, kernel->pack(filters->num, filters->num_words, filters->rows, NULL), 1);
  b.weights = weights;
  if (weights != NULL) kernel->pack(filters->num, filters->num_words, filters->rows, weights);
  if (c->has_thresholds) {
    c->multiplies_to_signs = true;
    b.limits = list_lane_limits(&b, c, filters, arena);
    return b;
  }
  int32_t* inside = bitplane_arena_take(arena, c->num_pixels, sizeof *inside);
  b.inside = inside;
  for (size_t pixel = 0; inside != NULL && pixel < c->num_pixels; pixel++) inside[pixel] = inside_at(c, filters, pixel);
  return b;
}

void bitplane_multiply_lanes(const struct bitplane_binary_lanes* b, const struct bitplane_tile* tile, const void* lanes,
                             int32_t* acc) {
  const struct bitplane_lane_tile lane_tile = {tile->num_pixels, b->num_words, lanes};
  b->kernel->run(&lane_tile, b->num_blocks, b->weights, b->inside + tile->first_pixel, acc, tile->ldacc);
}

void bitplane_multiply_lanes_to_signs(const struct bitplane_binary_lanes* b, size_t first_pixel, size_t num_pixels,
                                      const void* lanes, uint64_t* bits) {
  const struct bitplane_lane_tile tile = {num_pixels, b->num_words, lanes};
  struct bitplane_lane_limits limits = b->limits;
  limits.middle += first_pixel;
  b->kernel->run_signs(&tile, b->num_blocks, b->weights, &limits, bits);
}

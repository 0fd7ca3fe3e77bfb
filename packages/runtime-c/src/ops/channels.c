// A depthwise convolution: each channel by a filter of its own. Windows inside the image are read where they lie; what
// the few others see is gathered, pixel by pixel.
#include "channels.h"

static struct bitplane_product_scratch take_channels_scratch(const void* state, struct bitplane_arena* arena) {
  const struct bitplane_channels* s = state;
  return (struct bitplane_product_scratch){NULL, bitplane_arena_take(arena, s->patches.layout.patch_nbytes, 1)};
}

static const void* begin_channels_image(const void* state, const void* image, struct bitplane_span rows,
                                        const struct bitplane_product_scratch* memory) {
  (void)state, (void)rows, (void)memory;
  return image;
}

// The sums read the image, and gather what they cannot read there.
static const void* gather_no_channels(const void* state, const struct bitplane_product_tile* tile) {
  (void)state;
  return tile->image;
}

static bool is_whole(const struct bitplane_taps* taps, const struct bitplane_axis* axis) {
  return taps->first == 0 && taps->end == axis->size;
}

// How many of the `num` output pixels from `pixel` on have windows inside the image, side by side in one row.
static size_t count_inside(const struct bitplane_patches* p, size_t pixel, size_t num) {
  const size_t first = pixel % p->output_width;
  if (!is_whole(&p->rows[pixel / p->output_width], &p->window.rows)) return 0;
  size_t column = first;
  while (column < p->output_width && column - first < num && is_whole(&p->columns[column], &p->window.columns)) {
    column++;
  }
  return column - first;
}

// One pixel whose window is partly in the padding.
static void multiply_gathered(const struct bitplane_channels* s, const struct bitplane_product_tile* tile, size_t pixel,
                              int32_t* y) {
  const struct bitplane_product_tile one = {
      .first_pixel = pixel, .num_pixels = 1, .image = tile->image, .room = tile->room};
  s->run(&s->gathered, 1, bitplane_gather_patches(&s->patches, &one), 0, y);
}

static void multiply_channels(const void* state, const struct bitplane_product_tile* tile, int32_t* acc, size_t ldacc) {
  const struct bitplane_channels* s = state;
  const struct bitplane_patches* patches = &s->patches;
  const size_t channels = s->inside.num_channels, end = tile->first_pixel + tile->num_pixels;
  int32_t* y = acc;  // or floats, which take as much
  size_t num;
  for (size_t pixel = tile->first_pixel; pixel < end; pixel += num, y += num * ldacc) {
    num = count_inside(patches, pixel, end - pixel);
    if (num == 0) {
      multiply_gathered(s, tile, pixel, y);
      num = 1;
      continue;
    }
    const size_t row = patches->rows[pixel / patches->output_width].start;
    const size_t column = patches->columns[pixel % patches->output_width].start;
    const size_t at = (row * patches->input_width + column) * channels;
    s->run(&s->inside, num, (const uint8_t*)tile->image + at * s->element_nbytes,
           patches->window.columns.stride * channels, y);
  }
}

#define CHANNELS_PRODUCT(floats)           \
  {                                        \
      .makes_floats = (floats),            \
      .scratch = take_channels_scratch,    \
      .begin_image = begin_channels_image, \
      .gather = gather_no_channels,        \
      .multiply = multiply_channels,       \
  }

static const struct bitplane_product byte_channels = CHANNELS_PRODUCT(false), float_channels = CHANNELS_PRODUCT(true);

// Where each tap's channels are: the steps between rows and columns, in elements.
static const size_t* list_places(const struct bitplane_window* window, size_t row_step, size_t column_step,
                                 struct bitplane_arena* arena) {
  const size_t num_rows = window->rows.size, num_columns = window->columns.size;
  size_t* places = bitplane_arena_take(arena, (uint64_t)num_rows * num_columns, sizeof *places);
  if (places == NULL) return NULL;
  for (size_t tap = 0; tap < num_rows * num_columns; tap++) {
    places[tap] = tap / num_columns * row_step + tap % num_columns * column_step;
  }
  return places;
}

bool bitplane_is_by_channels(const struct bitplane_layer* layer) {
  const uint32_t groups = layer->attributes[BITPLANE_GROUPS];
  return groups > 1 && groups == layer->input.channels && groups == layer->output.channels;
}

BITPLANE_ONCE struct bitplane_form bitplane_prepare_channels(const struct bitplane_setup* setup,
                                                             const struct bitplane_channels_parts* parts,
                                                             struct bitplane_channels* s) {
  const struct bitplane_layer* layer = setup->layer;
  const struct bitplane_window window = bitplane_read_window(layer->attributes);
  const size_t channels = layer->input.channels, num_taps = (size_t)window.rows.size * window.columns.size;
  s->run = parts->run;
  s->element_nbytes = parts->are_floats ? sizeof(float) : 1;
  const struct bitplane_patch_layout layout = {
      .pixel_nbytes = channels * s->element_nbytes,
      .tap_nbytes = channels * s->element_nbytes,
      .patch_nbytes = num_taps * channels * s->element_nbytes,
      .pad = parts->zero_points,
  };
  s->patches = bitplane_plan_patches(layer, &layout, setup->arena);
  s->patches.has_border = false;  // a copy of the image would take longer than the sums
  s->gathered = (struct bitplane_depthwise){
      .num_taps = num_taps,
      .num_channels = channels,
      .taps = list_places(&window, window.columns.size * channels, channels, setup->arena),
      .w = parts->weights,
      .base = parts->base,
  };
  s->inside = s->gathered;
  s->inside.taps = list_places(&window, window.rows.dilation * (size_t)layer->input.width * channels,
                               window.columns.dilation * channels, setup->arena);
  const struct bitplane_product* product = parts->are_floats ? &float_channels : &byte_channels;
  return (struct bitplane_form){product, parts->kernel, BITPLANE_TILE_PIXELS, 1, false};
}

BITPLANE_ONCE struct bitplane_convolution bitplane_plan_channels(const struct bitplane_setup* setup,
                                                                 const struct bitplane_form* form) {
  struct bitplane_convolution convolution = bitplane_plan_convolution(setup, form, 0);
  convolution.groups = 1;
  return convolution;
}

// A depthwise convolution of floats: each channel by a filter of its own. Windows inside the image are read where they
// lie; what the few others see is gathered, pixel by pixel.
#include <string.h>

#include "float32.h"
#include "float_rows.h"

static struct bitplane_product_scratch take_channels_scratch(const void* state, struct bitplane_arena* arena) {
  const struct bitplane_float_product* p = state;
  return (struct bitplane_product_scratch){NULL, bitplane_arena_take(arena, p->patches.layout.patch_nbytes, 1)};
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
static void multiply_gathered(const struct bitplane_float_product* p, const struct bitplane_product_tile* tile,
                              size_t pixel, float* y) {
  const struct bitplane_product_tile one = {
      .first_pixel = pixel, .num_pixels = 1, .image = tile->image, .room = tile->room};
  p->kernel->run_depthwise(&p->gathered, 1, bitplane_gather_patches(&p->patches, &one), 0, y);
}

static void multiply_channels(const void* state, const struct bitplane_product_tile* tile, int32_t* acc, size_t ldacc) {
  const struct bitplane_float_product* p = state;
  const struct bitplane_patches* patches = &p->patches;
  const size_t channels = p->inside.num_channels, end = tile->first_pixel + tile->num_pixels;
  float* y = (float*)(void*)acc;
  size_t num;
  for (size_t pixel = tile->first_pixel; pixel < end; pixel += num, y += num * ldacc) {
    num = count_inside(patches, pixel, end - pixel);
    if (num == 0) {
      multiply_gathered(p, tile, pixel, y);
      num = 1;
      continue;
    }
    const size_t row = patches->rows[pixel / patches->output_width].start;
    const size_t column = patches->columns[pixel % patches->output_width].start;
    const float* x = (const float*)tile->image + (row * patches->input_width + column) * channels;
    p->kernel->run_depthwise(&p->inside, num, x, patches->window.columns.stride * channels, y);
  }
}

static const struct bitplane_product channels_product = {
    .makes_floats = true,
    .scratch = take_channels_scratch,
    .begin_image = begin_channels_image,
    .gather = gather_no_channels,
    .multiply = multiply_channels,
};

// [taps, channels] of the file's [channels, taps].
static const float* turn_weights(const float* weights, size_t num_taps, size_t channels, struct bitplane_arena* arena) {
  float* turned = bitplane_arena_take(arena, (uint64_t)num_taps * channels, sizeof *turned);
  if (turned == NULL) return NULL;
  for (size_t c = 0; c < channels; c++) {
    for (size_t tap = 0; tap < num_taps; tap++) turned[tap * channels + c] = weights[c * num_taps + tap];
  }
  return turned;
}

// Where each tap's channels are: the steps between rows and columns, in floats.
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

BITPLANE_ONCE struct bitplane_form bitplane_prepare_float_channels(const struct bitplane_setup* setup,
                                                                   const float* weights, const float* bias,
                                                                   struct bitplane_float_product* p) {
  const struct bitplane_layer* layer = setup->layer;
  const struct bitplane_window window = bitplane_read_window(layer->attributes);
  const size_t channels = layer->input.channels, num_taps = (size_t)window.rows.size * window.columns.size;
  const struct bitplane_patch_layout layout = {
      .pixel_nbytes = channels * sizeof(float),
      .tap_nbytes = channels * sizeof(float),
      .patch_nbytes = num_taps * channels * sizeof(float),
  };
  p->patches = bitplane_plan_patches(layer, &layout, setup->arena);
  p->patches.has_border = false;  // a copy of the image would take longer than the sums
  p->gathered = (struct bitplane_depthwise){
      .num_taps = num_taps,
      .num_channels = channels,
      .taps = list_places(&window, window.columns.size * channels, channels, setup->arena),
      .w = turn_weights(weights, num_taps, channels, setup->arena),
      .base = bitplane_list_float_bases(bias, 1, channels, channels, setup->arena),
  };
  p->inside = p->gathered;
  p->inside.taps = list_places(&window, window.rows.dilation * (size_t)layer->input.width * channels,
                               window.columns.dilation * channels, setup->arena);
  return (struct bitplane_form){&channels_product, p->kernel->name, BITPLANE_TILE_PIXELS, 1, false};
}

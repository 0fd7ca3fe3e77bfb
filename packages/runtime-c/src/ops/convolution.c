// Tiles of pixels, groups inside a tile.
#include "convolution.h"

#include <string.h>

#include "shapes.h"

// So many filters, in blocks of any kernel for each group, have sizes that fit 32 bits.
enum { MOST_FILTERS = 1 << 24 };

enum bitplane_status bitplane_check_convolution(const struct bitplane_layer* layer, uint32_t longest,
                                                struct bitplane_filter* filter) {
  const struct bitplane_window window = bitplane_read_window(layer->attributes);
  const uint32_t groups = layer->attributes[BITPLANE_GROUPS];
  const uint64_t num_taps = (uint64_t)window.rows.size * window.columns.size;
  if (!bitplane_window_fits(&window, layer)) return BITPLANE_BAD_LAYER;
  if (groups == 0 || layer->input.channels % groups != 0 || layer->output.channels % groups != 0) {
    return BITPLANE_BAD_LAYER;
  }
  filter->channels = layer->input.channels / groups;
  if (num_taps > longest || num_taps * filter->channels > longest) return BITPLANE_TOO_LARGE;
  filter->num_taps = (uint32_t)num_taps;
  return layer->output.channels > MOST_FILTERS ? BITPLANE_TOO_LARGE : BITPLANE_OK;
}

struct bitplane_convolution bitplane_plan_convolution(const struct bitplane_setup* setup, size_t filter_block) {
  const struct bitplane_layer* layer = setup->layer;
  struct bitplane_convolution c;
  memset(&c, 0, sizeof c);
  c.num_pixels = (size_t)bitplane_num_pixels(&layer->output);
  c.filters = layer->output.channels;
  c.groups = layer->attributes[BITPLANE_GROUPS];
  c.padded_filters = (c.filters / c.groups + filter_block - 1) / filter_block * filter_block;
  c.patches.window = bitplane_read_window(layer->attributes);
  c.patches.input_height = layer->input.height;
  c.patches.input_width = layer->input.width;
  c.patches.output_width = layer->output.width;
  c.patches.rows = bitplane_list_taps(&c.patches.window.rows, layer->output.height, layer->input.height, setup->arena,
                                      &c.num_row_patterns);
  c.patches.columns = bitplane_list_taps(&c.patches.window.columns, layer->output.width, layer->input.width,
                                         setup->arena, &c.num_column_patterns);
  c.has_thresholds = setup->threshold != NULL;
  if (c.has_thresholds) c.thresholds = bitplane_read_thresholds(setup->threshold, setup->cpu_features);
  c.chain = *setup->chain;
  return c;
}

size_t bitplane_convolution_ldacc(const struct bitplane_convolution* c) {
  return c->filters - c->filters / c->groups + c->padded_filters;
}

static uint8_t* take_patches(struct bitplane_arena* arena, const struct bitplane_convolution* c) {
  const uint64_t slack =
      (BITPLANE_PATCHES_SLACK + c->patches.patch_nbytes - 1) / c->patches.patch_nbytes;  // in patches
  return bitplane_arena_take(arena, BITPLANE_TILE_PIXELS + slack, c->patches.patch_nbytes);
}

size_t bitplane_convolution_scratch_nbytes(const struct bitplane_convolution* c) {
  struct bitplane_arena measure = {NULL, 0};
  take_patches(&measure, c);
  bitplane_arena_take(&measure, (uint64_t)bitplane_convolution_ldacc(c) * BITPLANE_TILE_PIXELS, sizeof(int32_t));
  bitplane_arena_take(&measure, bitplane_chain_scratch_nbytes(&c->chain), 1);
  return measure.used;
}

size_t bitplane_convolution_shared_nbytes(const struct bitplane_convolution* c) {
  struct bitplane_arena measure = {NULL, 0};
  bitplane_arena_take(&measure, c->image_nbytes, 1);
  bitplane_arena_take(&measure, bitplane_border_nbytes(&c->patches), 1);
  return measure.used;
}

struct bitplane_work bitplane_convolution_work(const struct bitplane_convolution* c, size_t tap_cost) {
  const float num_taps = (float)c->patches.window.rows.size * (float)c->patches.window.columns.size;
  const float cost = (float)c->num_pixels * (float)c->filters * num_taps * (float)tap_cost;
  return (struct bitplane_work){c->num_pixels, BITPLANE_TILE_PIXELS, cost};
}

static void emit(const struct bitplane_convolution* c, const struct bitplane_operands* operands,
                 const struct bitplane_tile* tile, void* scratch) {
  if (c->has_thresholds) {
    bitplane_apply_thresholds(&c->thresholds, tile, operands->output);
    return;
  }
  if (c->chain.num_links > 0) {
    const struct bitplane_chain_input sums = {
        .first = tile->first_pixel,
        .num = tile->num_pixels,
        .data = tile->acc,
        .step = tile->ldacc * sizeof *tile->acc,
        .tensors = operands->tensors,
    };
    bitplane_run_chain(&c->chain, &sums, operands->output, scratch);
    return;
  }
  int32_t* rows = (int32_t*)operands->output + tile->first_pixel * c->filters;
  for (size_t m = 0; m < tile->num_pixels; m++) {
    memcpy(rows + m * c->filters, tile->acc + m * tile->ldacc, c->filters * sizeof(int32_t));
  }
}

// Sets *image to the op's own or the input. Returns where its copy with a border is, if it has one.
static uint8_t* find_bordered(const struct bitplane_convolution* c, const struct bitplane_operands* operands,
                              const uint8_t** image) {
  struct bitplane_arena shared = {operands->shared, 0};
  const uint8_t* own = bitplane_arena_take(&shared, c->image_nbytes, 1);
  *image = c->image_nbytes > 0 ? own : operands->input;
  return shared.base + shared.used;
}

void bitplane_begin_walk(const struct bitplane_convolution* c, const struct bitplane_operands* operands) {
  const uint8_t* image;
  uint8_t* bordered = find_bordered(c, operands, &image);
  if (c->patches.has_border) bitplane_add_border(&c->patches, image, bordered);
}

void bitplane_walk_tiles(const struct bitplane_convolution* c, const struct bitplane_walk* walk) {
  const struct bitplane_operands* operands = walk->operands;
  struct bitplane_arena scratch = {operands->scratch, 0};
  const size_t ldacc = bitplane_convolution_ldacc(c);
  uint8_t* patches = take_patches(&scratch, c);
  int32_t* acc = bitplane_arena_take(&scratch, ldacc * BITPLANE_TILE_PIXELS, sizeof(int32_t));
  const uint8_t* image;
  const uint8_t* bordered = find_bordered(c, operands, &image);
  const uint8_t* source = c->patches.has_border ? bordered : image;

  for (size_t first = operands->first; first < operands->end; first += BITPLANE_TILE_PIXELS) {
    const size_t left = operands->end - first;
    const struct bitplane_tile tile = {first, left < BITPLANE_TILE_PIXELS ? left : BITPLANE_TILE_PIXELS, acc, ldacc};
    for (uint32_t group = 0; group < c->groups; group++) {
      const uint8_t* group_source = source + group * c->group_nbytes;
      struct bitplane_patches windows = c->patches;
      if (windows.pad != NULL) windows.pad = (const uint8_t*)windows.pad + group * c->group_pad_nbytes;
      bitplane_gather_patches(&windows, group_source, tile.first_pixel, tile.num_pixels, patches);
      walk->multiply(walk->state, group, &tile, patches, acc + group * (c->filters / c->groups));
    }
    emit(c, operands, &tile, scratch.base + scratch.used);
  }
}

// Tiles of pixels, groups inside a tile.
#include "convolution.h"

#include <string.h>

#include "../bits.h"
#include "../tensor.h"

// So many filters, in blocks of any kernel for each group, have sizes that fit 32 bits.
enum { MOST_FILTERS = 1 << 24 };

BITPLANE_ONCE enum bitplane_status bitplane_check_convolution(const struct bitplane_layer* layer, uint32_t longest,
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

BITPLANE_ONCE struct bitplane_convolution bitplane_plan_convolution(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct bitplane_convolution c;
  memset(&c, 0, sizeof c);
  c.num_pixels = (size_t)bitplane_num_pixels(&layer->output);
  c.filters = layer->output.channels;
  c.groups = layer->attributes[BITPLANE_GROUPS];
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
  c.pools = setup->pool != NULL;
  if (c.pools) c.pooling = bitplane_plan_sign_pooling(setup->pool, setup->arena);
  c.chain = *setup->chain;
  c.tile_pixels = BITPLANE_TILE_PIXELS;
  return c;
}

static bool has_lanes(const struct bitplane_convolution* c) {
  return BITPLANE_NUM_LANES_KERNELS > 0 && c->lanes != NULL;
}

size_t bitplane_convolution_ldacc(const struct bitplane_convolution* c) {
  return c->filters - c->filters / c->groups + c->padded_filters;
}

// A worker's pieces of scratch.
struct bench {
  uint8_t* bordered;  // a copy of the image; other workers have made other rows of theirs
  uint8_t* planes;    // of that copy, where lanes are gathered
  uint8_t* patches;   // of a tile, or its lanes
  int32_t* acc;       // of a tile, where sums are needed
  uint64_t* signs;    // of a tile and of the rest of a row, where they are pooled
  uint64_t* open;     // rows of the pool
  void* chain;
};

static struct bench take_bench(struct bitplane_arena* arena, const struct bitplane_convolution* c) {
  struct bench bench = {0};
  bench.bordered = bitplane_arena_take(arena, bitplane_border_nbytes(&c->patches), 1);
  if (has_lanes(c)) {
    bench.planes = bitplane_arena_take(arena, c->planes_nbytes, 1);
    bench.patches = bitplane_arena_take(arena, c->lanes_nbytes, 1);
  } else {
    const uint64_t slack =
        (BITPLANE_PATCHES_SLACK + c->patches.patch_nbytes - 1) / c->patches.patch_nbytes;  // in patches
    bench.patches = bitplane_arena_take(arena, c->tile_pixels + slack, c->patches.patch_nbytes);
  }
  if (!c->multiplies_to_signs) {
    bench.acc = bitplane_arena_take(arena, (uint64_t)bitplane_convolution_ldacc(c) * c->tile_pixels, sizeof *bench.acc);
  }
  if (c->pools) {
    const size_t pixel_nbytes = c->pooling.num_words * sizeof *bench.signs;
    bench.signs = bitplane_arena_take(arena, (uint64_t)c->patches.output_width + c->tile_pixels, pixel_nbytes);
    bench.open = bitplane_arena_take(arena, c->pooling.num_open, c->pooling.row_words * sizeof *bench.open);
  }
  const size_t chain_nbytes = bitplane_chain_scratch_nbytes(&c->chain);
  bench.chain = bitplane_arena_take(arena, chain_nbytes, 1);
  return bench;
}

size_t bitplane_convolution_scratch_nbytes(const struct bitplane_convolution* c) {
  struct bitplane_arena measure = {NULL, 0};
  take_bench(&measure, c);
  return measure.used;
}

struct bitplane_work bitplane_convolution_work(const struct bitplane_convolution* c, size_t tap_cost) {
  const float num_taps = (float)c->patches.window.rows.size * (float)c->patches.window.columns.size;
  const float cost = (float)c->num_pixels * (float)c->filters * num_taps * (float)tap_cost;
  if (!c->pools) return (struct bitplane_work){c->num_pixels, c->tile_pixels, cost};
  // Parts make the rows of signs between them twice: the fewer, the better.
  return (struct bitplane_work){c->pooling.geometry.height, c->pooling.geometry.height, cost};
}

// A walk under way.
struct way {
  const struct bitplane_convolution* c;
  const struct bitplane_walk* walk;
  const uint8_t* image;
  struct bench bench;
};

static void gather_group(const struct way* way, uint32_t group, size_t first, size_t num) {
  const struct bitplane_convolution* c = way->c;
  if (has_lanes(c)) {
    c->lanes->gather(&c->lane_image, way->image, first, num, way->bench.patches);
    return;
  }
  struct bitplane_patches windows = c->patches;
  if (windows.pad != NULL) windows.pad = (const uint8_t*)windows.pad + group * c->group_pad_nbytes;
  bitplane_gather_patches(&windows, way->image + group * c->group_nbytes, first, num, way->bench.patches);
}

// Makes the sums of pixels [first, first + num).
static struct bitplane_tile make_sums(const struct way* way, size_t first, size_t num) {
  const struct bitplane_convolution* c = way->c;
  const struct bitplane_tile tile = {first, num, way->bench.acc, bitplane_convolution_ldacc(c)};
  for (uint32_t group = 0; group < c->groups; group++) {
    gather_group(way, group, first, num);
    int32_t* acc = way->bench.acc + group * (c->filters / c->groups);
    way->walk->multiply(way->walk->state, group, &tile, way->bench.patches, acc);
  }
  return tile;
}

static void make_signs(const struct way* way, size_t first, size_t num, uint64_t* bits) {
  if (way->c->multiplies_to_signs) {
    gather_group(way, 0, first, num);
    way->walk->multiply_to_signs(way->walk->state, first, num, way->bench.patches, bits);
    return;
  }
  const struct bitplane_tile tile = make_sums(way, first, num);
  bitplane_apply_thresholds(&way->c->thresholds, &tile, bits);
}

static void run_chain(const struct way* way, const struct bitplane_tile* tile) {
  const struct bitplane_operands* operands = way->walk->operands;
  const struct bitplane_chain_input sums = {
      .first = tile->first_pixel,
      .num = tile->num_pixels,
      .data = tile->acc,
      .step = tile->ldacc * sizeof *tile->acc,
      .tensors = operands->tensors,
  };
  bitplane_run_chain(&way->c->chain, &sums, operands->output, way->bench.chain);
}

static void copy_sums(const struct way* way, const struct bitplane_tile* tile) {
  const size_t filters = way->c->filters;
  int32_t* rows = (int32_t*)way->walk->operands->output + tile->first_pixel * filters;
  for (size_t m = 0; m < tile->num_pixels; m++) {
    memcpy(rows + m * filters, tile->acc + m * tile->ldacc, filters * sizeof(int32_t));
  }
}

static size_t next_tile(const struct bitplane_convolution* c, size_t first, size_t end) {
  return end - first < c->tile_pixels ? end - first : c->tile_pixels;
}

static void make_pixels(const struct way* way) {
  const struct bitplane_convolution* c = way->c;
  const struct bitplane_operands* operands = way->walk->operands;
  const size_t num_words = bitplane_row_words(c->filters);
  for (size_t first = operands->first; first < operands->end; first += c->tile_pixels) {
    const size_t num = next_tile(c, first, operands->end);
    if (c->has_thresholds) {
      make_signs(way, first, num, (uint64_t*)operands->output + first * num_words);
      continue;
    }
    const struct bitplane_tile tile = make_sums(way, first, num);
    if (c->chain.num_links > 0) {
      run_chain(way, &tile);
    } else {
      copy_sums(way, &tile);
    }
  }
}

// Makes the pixels that these rows of the pool read, tile by tile, and pools each row of signs once it is whole.
static void make_pooled_rows(const struct way* way) {
  const struct bitplane_operands* operands = way->walk->operands;
  const struct bitplane_sign_pooling* pooling = &way->c->pooling;
  struct bitplane_pooled_rows rows = {operands->first, operands->end, way->bench.open, operands->output};
  const size_t width = way->c->patches.output_width;
  const struct bitplane_span span = bitplane_rows_read(pooling, operands->first, operands->end);
  size_t row = span.first, held = 0;  // signs from that row on: so many pixels
  for (size_t first = span.first * width; first < span.end * width; first += way->c->tile_pixels) {
    const size_t num = next_tile(way->c, first, span.end * width);
    make_signs(way, first, num, way->bench.signs + held * pooling->num_words);
    const uint64_t* signs = way->bench.signs;
    for (held += num; held >= width; held -= width, signs += pooling->row_words) {
      bitplane_pool_signs(pooling, row++, signs, &rows);
    }
    memmove(way->bench.signs, signs, held * pooling->num_words * sizeof *signs);
  }
}

// Of the convolution, before a pool.
static struct bitplane_span output_rows(const struct bitplane_convolution* c,
                                        const struct bitplane_operands* operands) {
  if (c->pools) return bitplane_rows_read(&c->pooling, operands->first, operands->end);
  const size_t width = c->patches.output_width;
  return (struct bitplane_span){operands->first / width, (operands->end - 1) / width + 1};
}

void bitplane_walk_tiles(const struct bitplane_convolution* c, const struct bitplane_walk* walk) {
  struct bitplane_arena scratch = {walk->operands->scratch, 0};
  struct way way = {c, walk, NULL, take_bench(&scratch, c)};
  const struct bitplane_operands* operands = walk->operands;
  way.image = c->image_nbytes > 0 ? operands->shared : operands->input;
  if (c->patches.has_border) {
    const struct bitplane_span rows = output_rows(c, operands);
    const struct bitplane_span pixels =
        bitplane_add_border(&c->patches, way.image, rows.first, rows.end, way.bench.bordered);
    way.image = way.bench.bordered;
    if (has_lanes(c)) {
      const void* bordered = way.bench.bordered;
      c->lanes->split(&c->lane_image, bordered, pixels.first, pixels.end, way.bench.planes);
      way.image = way.bench.planes;
    }
  }
  if (c->pools) {
    make_pooled_rows(&way);
  } else {
    make_pixels(&way);
  }
}

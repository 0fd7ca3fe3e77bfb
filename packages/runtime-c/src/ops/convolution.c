// Tiles of pixels, groups inside a tile.
#include "convolution.h"

#include <string.h>

#include "../bits.h"
#include "../tensor.h"

// Upper bound on filters: padded to any kernel's block in each group, all sizes still fit in 32 bits.
enum { MAX_FILTERS = 1 << 24 };

BITPLANE_ONCE enum bitplane_status bitplane_check_convolution(const struct bitplane_layer* layer, uint32_t max_length,
                                                              struct bitplane_filter* filter) {
  const struct bitplane_window window = bitplane_read_window(layer->attributes);
  const uint32_t groups = layer->attributes[BITPLANE_GROUPS];
  const uint64_t num_taps = (uint64_t)window.rows.size * window.columns.size;
  if (!bitplane_window_fits(&window, layer)) return BITPLANE_BAD_LAYER;
  if (groups == 0 || layer->input.channels % groups != 0 || layer->output.channels % groups != 0) {
    return BITPLANE_BAD_LAYER;
  }
  filter->channels = layer->input.channels / groups;
  if (num_taps > max_length || num_taps * filter->channels > max_length) return BITPLANE_TOO_LARGE;
  filter->num_taps = (uint32_t)num_taps;
  return layer->output.channels > MAX_FILTERS ? BITPLANE_TOO_LARGE : BITPLANE_OK;
}

BITPLANE_ONCE struct bitplane_convolution bitplane_plan_convolution(const struct bitplane_setup* setup,
                                                                    const struct bitplane_form* form,
                                                                    size_t image_nbytes) {
  const struct bitplane_layer* layer = setup->layer;
  struct bitplane_convolution c = {
      .form = *form,
      .num_pixels = (size_t)bitplane_num_pixels(&layer->output),
      .width = layer->output.width,
      .filters = layer->output.channels,
      .groups = layer->attributes[BITPLANE_GROUPS],
      .image_nbytes = image_nbytes,
      .has_thresholds = setup->threshold != NULL,
      .pools = setup->pool != NULL,
      .chain = *setup->chain,
  };
  c.ldacc = c.filters - c.filters / c.groups + form->padded_filters;
  if (c.has_thresholds) c.thresholds = bitplane_read_thresholds(setup->threshold, setup->cpu_features);
  if (c.pools) c.pooling = bitplane_plan_sign_pooling(setup->pool, setup->arena);
  return c;
}

// The memory of one worker.
struct scratch {
  struct bitplane_product_scratch product;
  int32_t* acc;     // of a tile, where sums are needed
  uint64_t* signs;  // of a tile and of the rest of a row, where they are pooled
  uint64_t* open;   // rows of the pool
  void* chain;
};

static struct scratch take_scratch(const struct bitplane_convolution* c, const void* product_state,
                                   struct bitplane_arena* arena) {
  const size_t tile_pixels = c->form.tile_pixels;
  struct scratch scratch = {.product = c->form.product->scratch(product_state, arena)};
  if (!c->form.makes_signs) scratch.acc = bitplane_arena_take(arena, (uint64_t)c->ldacc * tile_pixels, sizeof(int32_t));
  if (c->pools) {
    const size_t pixel_nbytes = c->pooling.num_words * sizeof *scratch.signs;
    scratch.signs = bitplane_arena_take(arena, (uint64_t)c->width + tile_pixels, pixel_nbytes);
    scratch.open = bitplane_arena_take(arena, c->pooling.num_open, c->pooling.row_words * sizeof *scratch.open);
  }
  scratch.chain = bitplane_arena_take(arena, bitplane_chain_scratch_nbytes(&c->chain), 1);
  return scratch;
}

BITPLANE_ONCE struct bitplane_ready bitplane_convolution_ready(const struct bitplane_convolution* c,
                                                               const void* product_state, size_t filter_cost) {
  const size_t tile_pixels = c->form.tile_pixels;
  struct bitplane_arena measure = {NULL, 0};
  take_scratch(c, product_state, &measure);
  struct bitplane_ready ready = {
      .kernel = c->form.kernel,
      .scratch_nbytes = measure.used,
      .shared_nbytes = c->image_nbytes,
      .work = {c->num_pixels, tile_pixels, (float)c->num_pixels * (float)c->filters * (float)filter_cost},
  };
  // Parts make the rows of signs between them twice: the fewer, the better.
  if (c->pools) ready.work.num_units = ready.work.tile_units = c->pooling.geometry.height;
  return ready;
}

// The state of a walk.
struct walk {
  const struct bitplane_convolution* c;
  const void* product_state;
  const struct bitplane_operands* operands;
  const void* image;  // as the product wants it
  struct scratch scratch;
};

static struct bitplane_product_tile tile_of(const struct walk* walk, size_t first, size_t num) {
  return (struct bitplane_product_tile){
      .first_pixel = first, .num_pixels = num, .image = walk->image, .room = walk->scratch.product.room};
}

// Makes the sums of pixels [first, first + num) in acc, [num, ldacc].
static struct bitplane_tile make_sums_in(const struct walk* walk, size_t first, size_t num, int32_t* acc) {
  const struct bitplane_convolution* c = walk->c;
  const struct bitplane_product* product = c->form.product;
  struct bitplane_product_tile tile = tile_of(walk, first, num);
  for (; tile.group < c->groups; tile.group++) {
    tile.gathered = product->gather(walk->product_state, &tile);
    product->multiply(walk->product_state, &tile, acc + tile.group * (c->filters / c->groups), c->ldacc);
  }
  return (struct bitplane_tile){first, num, acc, c->ldacc};
}

static struct bitplane_tile make_sums(const struct walk* walk, size_t first, size_t num) {
  return make_sums_in(walk, first, num, walk->scratch.acc);
}

static void make_signs(const struct walk* walk, size_t first, size_t num, uint64_t* bits) {
  const struct bitplane_convolution* c = walk->c;
  if (c->form.makes_signs) {
    struct bitplane_product_tile tile = tile_of(walk, first, num);
    tile.gathered = c->form.product->gather(walk->product_state, &tile);
    c->form.product->multiply_to_signs(walk->product_state, &tile, bits);
    return;
  }
  const struct bitplane_tile tile = make_sums(walk, first, num);
  bitplane_apply_thresholds(&c->thresholds, &tile, bits);
}

// Floats that a chain reads lie side by side.
static void close_rows(struct bitplane_tile* tile, size_t filters) {
  int32_t* acc = (int32_t*)tile->acc;
  for (size_t m = 1; m < tile->num_pixels; m++)
    memmove(acc + m * filters, acc + m * tile->ldacc, filters * sizeof *acc);
  tile->ldacc = filters;
}

static void run_chain(const struct walk* walk, struct bitplane_tile* tile) {
  if (walk->c->form.product->makes_floats && tile->ldacc != walk->c->filters) close_rows(tile, walk->c->filters);
  const struct bitplane_chain_input sums = {
      .first = tile->first_pixel,
      .num = tile->num_pixels,
      .data = tile->acc,
      .step = tile->ldacc * sizeof *tile->acc,
      .tensors = walk->operands->tensors,
  };
  bitplane_run_chain(&walk->c->chain, &sums, walk->operands->output, walk->scratch.chain);
}

static void copy_sums(const struct walk* walk, const struct bitplane_tile* tile) {
  const size_t filters = walk->c->filters;
  int32_t* rows = (int32_t*)walk->operands->output + tile->first_pixel * filters;
  for (size_t m = 0; m < tile->num_pixels; m++) {
    memcpy(rows + m * filters, tile->acc + m * tile->ldacc, filters * sizeof(int32_t));
  }
}

static size_t next_tile(const struct bitplane_convolution* c, size_t first, size_t end) {
  return end - first < c->form.tile_pixels ? end - first : c->form.tile_pixels;
}

static void make_pixels(const struct walk* walk) {
  const struct bitplane_convolution* c = walk->c;
  const struct bitplane_operands* operands = walk->operands;
  const size_t num_words = bitplane_row_words(c->filters);
  size_t num;
  for (size_t first = operands->first; first < operands->end; first += num) {
    num = next_tile(c, first, operands->end);
    if (c->has_thresholds) {
      make_signs(walk, first, num, (uint64_t*)operands->output + first * num_words);
      continue;
    }
    if (c->chain.num_links > 0) {
      struct bitplane_tile tile = make_sums(walk, first, num);
      run_chain(walk, &tile);
    } else if (c->ldacc == c->filters) {
      make_sums_in(walk, first, num, (int32_t*)operands->output + first * c->filters);
    } else {
      const struct bitplane_tile tile = make_sums(walk, first, num);
      copy_sums(walk, &tile);
    }
  }
}

// Makes the pixels that these rows of the pool read, tile by tile, and pools each row of signs once it is whole.
static void make_pooled_rows(const struct walk* walk, struct bitplane_span span) {
  const struct bitplane_convolution* c = walk->c;
  const struct bitplane_operands* operands = walk->operands;
  struct bitplane_pooled_rows rows = {operands->first, operands->end, walk->scratch.open, operands->output};
  const size_t num_words = c->pooling.num_words;
  size_t row = span.first, held = 0, num;  // held: pixels whose signs wait, from that row on
  for (size_t first = span.first * c->width; first < span.end * c->width; first += num) {
    num = next_tile(c, first, span.end * c->width);
    make_signs(walk, first, num, walk->scratch.signs + held * num_words);
    const uint64_t* signs = walk->scratch.signs;
    for (held += num; held >= c->width; held -= c->width, signs += c->pooling.row_words) {
      bitplane_pool_signs(&c->pooling, row++, signs, &rows);
    }
    memmove(walk->scratch.signs, signs, held * num_words * sizeof *signs);
  }
}

// The rows to be made, before a pool.
static struct bitplane_span output_rows(const struct bitplane_convolution* c,
                                        const struct bitplane_operands* operands) {
  if (c->pools) return bitplane_rows_read(&c->pooling, operands->first, operands->end);
  return (struct bitplane_span){operands->first / c->width, (operands->end - 1) / c->width + 1};
}

void bitplane_walk_tiles(const struct bitplane_convolution* c, const void* product_state,
                         const struct bitplane_operands* operands) {
  struct bitplane_arena arena = {operands->scratch, 0};
  struct walk walk = {c, product_state, operands, NULL, take_scratch(c, product_state, &arena)};
  const void* image = c->image_nbytes > 0 ? operands->shared : operands->input;
  const struct bitplane_span rows = output_rows(c, operands);
  walk.image = c->form.product->begin_image(product_state, image, rows, &walk.scratch.product);
  if (c->pools) {
    make_pooled_rows(&walk, rows);
  } else {
    make_pixels(&walk);
  }
}

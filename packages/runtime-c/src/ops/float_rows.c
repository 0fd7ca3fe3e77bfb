// Patches of floats by blocks of filters.
#include "float_rows.h"

#include <string.h>

#include "float32.h"

const float* bitplane_list_float_bases(const float* bias, size_t groups, size_t num, size_t num_padded,
                                       struct bitplane_arena* arena) {
  float* bases = bitplane_arena_take(arena, (uint64_t)groups * num_padded, sizeof *bases);
  if (bases == NULL) return NULL;
  for (size_t k = 0; k < groups * num_padded; k++) {
    const size_t group = k / num_padded, filter = k % num_padded;
    bases[k] = bias == NULL || filter >= num ? 0.0f : bias[group * num + filter] + 0.0f;
  }
  return bases;
}

// [groups, num_blocks, depth, filter_block]. Blocks of one filter are as the file has them.
static const float* pack_float_weights(const struct bitplane_float_product* p, const struct bitplane_setup* setup,
                                       const float* rows) {
  const size_t block = p->kernel->filter_block, filters = setup->layer->output.channels;
  const size_t groups = setup->layer->attributes[BITPLANE_GROUPS], num = filters / groups;
  if (block == 1) return rows;
  float* packed = bitplane_arena_take(setup->arena, (uint64_t)groups * p->group_weights, sizeof *packed);
  if (packed == NULL) return NULL;
  memset(packed, 0, groups * p->group_weights * sizeof *packed);
  for (size_t filter = 0; filter < filters; filter++) {
    const size_t n = filter % num;
    float* to = packed + filter / num * p->group_weights + n / block * block * p->depth + n % block;
    for (size_t k = 0; k < p->depth; k++) to[k * block] = rows[filter * p->depth + k];
  }
  return packed;
}

static struct bitplane_product_scratch take_float_scratch(const void* state, struct bitplane_arena* arena) {
  const struct bitplane_float_product* p = state;
  return bitplane_take_patches(&p->patches, BITPLANE_TILE_PIXELS, arena);
}

static const void* begin_float_image(const void* state, const void* image, struct bitplane_span rows,
                                     const struct bitplane_product_scratch* memory) {
  const struct bitplane_float_product* p = state;
  return bitplane_begin_patches(&p->patches, image, rows, memory->copy);
}

static const void* gather_floats(const void* state, const struct bitplane_product_tile* tile) {
  const struct bitplane_float_product* p = state;
  return bitplane_gather_patches(&p->patches, tile);
}

static void multiply_float_rows(const void* state, const struct bitplane_product_tile* tile, int32_t* acc,
                                size_t ldacc) {
  const struct bitplane_float_product* p = state;
  p->kernel->run(tile->num_pixels, p->num_blocks, p->depth, tile->gathered, p->weights + tile->group * p->group_weights,
                 p->bases + tile->group * p->num_blocks * p->kernel->filter_block, (float*)(void*)acc, ldacc);
}

static const struct bitplane_product float_rows_product = {
    .makes_floats = true,
    .scratch = take_float_scratch,
    .begin_image = begin_float_image,
    .gather = gather_floats,
    .multiply = multiply_float_rows,
};

BITPLANE_ONCE struct bitplane_form bitplane_prepare_float_rows(const struct bitplane_setup* setup, const float* weights,
                                                               const float* bias, struct bitplane_float_product* p) {
  const struct bitplane_layer* layer = setup->layer;
  const struct bitplane_window window = bitplane_read_window(layer->attributes);
  const size_t groups = layer->attributes[BITPLANE_GROUPS], num = layer->output.channels / groups;
  const size_t group_channels = layer->input.channels / groups;
  const size_t padded = bitplane_pad_filters(num, p->kernel->filter_block);
  p->depth = (size_t)window.rows.size * window.columns.size * group_channels;
  p->num_blocks = padded / p->kernel->filter_block;
  p->group_weights = padded * p->depth;
  const struct bitplane_patch_layout layout = {
      .pixel_nbytes = layer->input.channels * sizeof(float),
      .tap_nbytes = group_channels * sizeof(float),
      .patch_nbytes = p->depth * sizeof(float),
  };
  p->patches = bitplane_plan_patches(layer, &layout, setup->arena);
  p->weights = pack_float_weights(p, setup, weights);
  p->bases = bitplane_list_float_bases(bias, groups, num, padded, setup->arena);
  return (struct bitplane_form){&float_rows_product, p->kernel->name, BITPLANE_TILE_PIXELS, padded, false};
}

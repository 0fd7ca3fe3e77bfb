// Two buffers in turn between the links of a chain.
#include "chain.h"

#include "shapes.h"

// Both buffers, the tile's input and a few rows of parameters fit an L1 of 32 kB.
enum { TILE_NBYTES = 8192 };

size_t bitplane_chain_scratch_nbytes(const struct bitplane_chain* chain, size_t num_pixels) {
  struct bitplane_arena measure = {NULL, 0};
  for (int k = 0; k < 2; k++) bitplane_arena_take(&measure, chain->longest_nbytes, num_pixels);
  return measure.used;
}

void bitplane_run_chain(const struct bitplane_chain* chain, const struct bitplane_chain_tile* tile, void* output,
                        void* scratch) {
  struct bitplane_arena arena = {scratch, 0};
  void* buffers[2];
  for (int k = 0; k < 2; k++) buffers[k] = bitplane_arena_take(&arena, chain->longest_nbytes, tile->num);

  struct bitplane_pixels pixels = {.first = tile->first, .num = tile->num, .acc_step = tile->acc_step};
  const void* current = tile->input;
  for (uint32_t k = 0; k < chain->num_links; k++) {
    const struct bitplane_link* link = &chain->links[k];
    pixels.inputs[link->operand] = current;
    pixels.inputs[1 - link->operand] = link->other == NULL ? NULL : link->other + tile->first * link->other_nbytes;
    pixels.output = buffers[k % 2];
    if (k + 1 == chain->num_links) pixels.output = (uint8_t*)output + tile->first * (size_t)chain->output_nbytes;
    link->op->run_pixels(link->state, &pixels);
    current = pixels.output;
  }
}

struct bitplane_chain_step bitplane_plan_chain_step(const struct bitplane_chain* chain,
                                                    const struct bitplane_tensor* input) {
  struct bitplane_chain_step step = {
      .chain = *chain,
      .num_pixels = (size_t)bitplane_num_pixels(input),
      .input_nbytes = (size_t)bitplane_pixel_nbytes(input),
      .acc_step = input->channels,
  };
  step.tile_pixels = step.num_pixels;
  if (chain->longest_nbytes > TILE_NBYTES) {
    step.tile_pixels = 1;
  } else if (chain->longest_nbytes * step.num_pixels > TILE_NBYTES) {
    step.tile_pixels = TILE_NBYTES / (size_t)chain->longest_nbytes;
  }
  return step;
}

void bitplane_run_chain_step(const void* state, const struct bitplane_operands* operands) {
  const struct bitplane_chain_step* s = state;
  for (size_t first = 0; first < s->num_pixels; first += s->tile_pixels) {
    const size_t left = s->num_pixels - first;
    const struct bitplane_chain_tile tile = {
        .first = first,
        .num = left < s->tile_pixels ? left : s->tile_pixels,
        .input = (const uint8_t*)operands->input + first * s->input_nbytes,
        .acc_step = s->acc_step,
    };
    bitplane_run_chain(&s->chain, &tile, operands->output, operands->scratch);
  }
}

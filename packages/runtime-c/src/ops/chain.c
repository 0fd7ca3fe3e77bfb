// Two buffers in turn between the links of a chain.
#include "chain.h"

#include "../tensor.h"

// Rows that a link makes before the next one reads them. With both buffers, the accumulators, a shortcut and each
// link's parameters they are a part of L1 even beside a convolution's weights.
enum { TILE_NBYTES = 4096 };

static size_t chain_tile_pixels(const struct bitplane_chain* chain) {
  if (chain->max_link_nbytes == 0) return SIZE_MAX;
  return chain->max_link_nbytes > TILE_NBYTES ? 1 : TILE_NBYTES / (size_t)chain->max_link_nbytes;
}

static void* take_buffer(const struct bitplane_chain* chain, struct bitplane_arena* scratch) {
  if (chain->max_link_nbytes == 0) return NULL;
  return bitplane_arena_take(scratch, chain->max_link_nbytes, chain_tile_pixels(chain));
}

size_t bitplane_chain_scratch_nbytes(const struct bitplane_chain* chain) {
  struct bitplane_arena measure = {NULL, 0};
  for (int k = 0; k < 2; k++) take_buffer(chain, &measure);
  return measure.used;
}

// So few pixels that their rows fit the buffers.
static void run_chain_tile(const struct bitplane_chain* chain, const struct bitplane_chain_input* input, void* output,
                           void* const buffers[2]) {
  struct bitplane_pixels pixels = {input->first, input->num, {NULL, NULL}, input->step / sizeof(int32_t), NULL};
  const void* current = input->data;
  for (uint32_t k = 0; k < chain->num_links; k++) {
    const struct bitplane_link* link = &chain->links[k];
    pixels.inputs[link->operand] = current;
    pixels.inputs[1 - link->operand] =
        link->other_nbytes == 0 ? NULL : input->tensors + link->other_offset + input->first * link->other_nbytes;
    pixels.output = buffers[k % 2];
    if (k + 1 == chain->num_links) pixels.output = (uint8_t*)output + input->first * (size_t)chain->output_nbytes;
    link->op->run_pixels(link->state, &pixels);
    current = pixels.output;
  }
}

void bitplane_run_chain(const struct bitplane_chain* chain, const struct bitplane_chain_input* input, void* output,
                        void* scratch) {
  struct bitplane_arena arena = {scratch, 0};
  void* buffers[2];
  for (int k = 0; k < 2; k++) buffers[k] = take_buffer(chain, &arena);
  const size_t max = chain_tile_pixels(chain);
  struct bitplane_chain_input tile = *input;
  for (size_t left = input->num; left > 0; left -= tile.num) {
    tile.num = left < max ? left : max;
    run_chain_tile(chain, &tile, output, buffers);
    tile.first += tile.num;
    tile.data = (const uint8_t*)tile.data + tile.num * tile.step;
  }
}

// A chain alone. Its units are pixels.
struct chain_state {
  struct bitplane_chain chain;
  size_t input_nbytes;  // of a pixel
};

BITPLANE_ONCE static struct bitplane_ready prepare_chain(const struct bitplane_setup* setup) {
  const struct bitplane_tensor* input = &setup->layer->input;
  const struct chain_state values = {*setup->chain, (size_t)bitplane_pixel_nbytes(input)};
  struct chain_state* state = bitplane_arena_take(setup->arena, 1, sizeof values);
  if (state != NULL) *state = values;
  const size_t num_pixels = (size_t)bitplane_num_pixels(input);
  const float numbers = (float)num_pixels * ((float)values.input_nbytes / (float)sizeof(float));
  return (struct bitplane_ready){
      .state = state,
      .kernel = values.chain.kernel,
      .scratch_nbytes = bitplane_chain_scratch_nbytes(&values.chain),
      .work = {num_pixels, chain_tile_pixels(&values.chain),
               numbers * (float)values.chain.num_links * (float)BITPLANE_NUMBER_COST},
  };
}

static void run_chain_alone(const void* state, const struct bitplane_operands* operands) {
  const struct chain_state* s = state;
  const struct bitplane_chain_input input = {
      .first = operands->first,
      .num = operands->end - operands->first,
      .data = (const uint8_t*)operands->input + operands->first * s->input_nbytes,
      .step = s->input_nbytes,
      .tensors = operands->tensors,
  };
  bitplane_run_chain(&s->chain, &input, operands->output, operands->scratch);
}

const struct bitplane_op bitplane_chain_alone = {.prepare = prepare_chain, .run = run_chain_alone};

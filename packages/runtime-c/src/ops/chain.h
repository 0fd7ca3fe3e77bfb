// Layers that work pixel by pixel, one behind the other: a tile of pixels goes through all of them while it is in the
// cache, and only the last one's output is kept.
#ifndef BITPLANE_OPS_CHAIN_H_
#define BITPLANE_OPS_CHAIN_H_

#include "op.h"

struct bitplane_link {
  const struct bitplane_op* op;  // with run_pixels
  const void* state;
  uint32_t operand;      // which of its inputs comes along the chain
  const uint8_t* other;  // the whole tensor of its other input, or NULL
  size_t other_nbytes;   // of a pixel
};

struct bitplane_chain {
  uint32_t num_links;                 // 0 for no chain
  const struct bitplane_link* links;  // NULL while measuring
  uint64_t longest_nbytes;            // of a pixel that is not kept
  uint64_t output_nbytes;             // of a pixel of the last link's output
};

// Pixels [first, first + num) of what the first link reads.
struct bitplane_chain_tile {
  size_t first, num;
  const void* input;  // of pixel `first`
  size_t acc_step;    // as in bitplane_pixels
};

// Scratch for tiles of num_pixels; SIZE_MAX if there cannot be so much.
size_t bitplane_chain_scratch_nbytes(const struct bitplane_chain* chain, size_t num_pixels);

// Writes the tile's pixels of the chain's output. output: the whole tensor.
void bitplane_run_chain(const struct bitplane_chain* chain, const struct bitplane_chain_tile* tile, void* output,
                        void* scratch);

// A chain that no convolution feeds: a step of its own, with tiles that stay in L1.
struct bitplane_chain_step {
  struct bitplane_chain chain;
  size_t num_pixels, tile_pixels;
  size_t input_nbytes;  // of a pixel
  size_t acc_step;
};

// input: what the first link reads.
struct bitplane_chain_step bitplane_plan_chain_step(const struct bitplane_chain* chain,
                                                    const struct bitplane_tensor* input);

// step: a bitplane_chain_step.
void bitplane_run_chain_step(const void* step, const struct bitplane_operands* operands);

#endif

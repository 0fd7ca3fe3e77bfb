// Layers that work pixel by pixel, one after the other. A tile of pixels goes through all of them while it is in the
// cache, and only the last one's output is kept.
#ifndef BITPLANE_OPS_CHAIN_H_
#define BITPLANE_OPS_CHAIN_H_

#include "op.h"

struct bitplane_link {
  const struct bitplane_op* op;  // with run_pixels
  const void* state;
  uint32_t operand;     // which of its inputs comes from the chain
  size_t other_offset;  // of its other input among the plan's tensors
  size_t other_nbytes;  // of a pixel; 0 where it has no other input
};

struct bitplane_chain {
  uint32_t num_links;                 // 0 for no chain
  const struct bitplane_link* links;  // NULL while measuring
  uint64_t max_link_nbytes;           // of a pixel that is not kept
  uint64_t output_nbytes;             // of a pixel of the last link's output
  const char* kernel;                 // of the first link
};

// Pixels [first, first + num) of what the first link reads.
struct bitplane_chain_input {
  size_t first, num;
  const void* data;        // of pixel `first`
  size_t step;             // bytes from one pixel to the next; floats and bits lie side by side
  const uint8_t* tensors;  // where the plan's tensors lie
};

// Returns the bytes of the rows between links; SIZE_MAX if the address space is too small.
size_t bitplane_chain_scratch_nbytes(const struct bitplane_chain* chain);

// Writes those pixels of the chain's output, a few at a time. output: the whole tensor.
void bitplane_run_chain(const struct bitplane_chain* chain, const struct bitplane_chain_input* input, void* output,
                        void* scratch);

// A chain that no convolution feeds: a step of its own, prepared from its first layer and all its links.
extern const struct bitplane_op bitplane_chain_alone;

#endif

// The interface that every layer kind implements. Shared code calls the op; it never branches on a kind.
#ifndef BITPLANE_OPS_OP_H_
#define BITPLANE_OPS_OP_H_

#include <stdbool.h>

#include "../arena.h"
#include "../once.h"
#include "../records.h"

struct bitplane_chain;

// What an op is prepared from. Pointers are valid during the call only, except those into the file.
struct bitplane_setup {
  const struct bitplane_layer* layer;
  const struct bitplane_layer* threshold;  // fused with the layer, as its op allows, or NULL
  const struct bitplane_layer* pool;       // a bit-max-pool for the signs that the threshold makes, or NULL
  const struct bitplane_chain* chain;      // the links of the step; none where nothing of that kind is fused
  uint32_t cpu_features;
  struct bitplane_arena* arena;  // measures when its base is NULL; the op then writes nothing
};

// An output as units that can be made in any order and at the same time: pixels, rows, blocks of channels.
struct bitplane_work {
  size_t num_units;   // 0 for an op that makes its output as a whole
  size_t tile_units;  // larger parts take no less time per unit
  float cost;         // of all units, as the number of binary products that take about as long
};

// A loop over floats takes as long per number as about a hundred binary products.
enum { BITPLANE_NUMBER_COST = 100 };

// What `prepare` returns.
struct bitplane_ready {
  void* state;  // in the arena; the first argument of `begin` and `run`
  const char* kernel;
  size_t scratch_nbytes;  // needed by each `run` for itself; SIZE_MAX if the address space is too small
  size_t shared_nbytes;   // filled by `begin` and read by every `run`; SIZE_MAX likewise
  struct bitplane_work work;
};

// Memory of one run. All but an image is aligned to BITPLANE_ARENA_ALIGNMENT.
struct bitplane_operands {
  const void* input;
  void* output;
  const uint8_t* tensors;  // where the plan's tensors lie: a chain reads others than the step's input
  void* shared;
  void* scratch;
  size_t first, end;  // the units to make
};

// Pixels [first, first + num) of a layer that makes each of its pixels from the same pixel of its inputs.
struct bitplane_pixels {
  size_t first, num;
  const void* inputs[2];  // of pixel `first`; the second NULL where there is none
  size_t acc_step;        // from one pixel of an int32 input to the next, in elements; others lie side by side
  void* output;           // of pixel `first`; overlaps no input
};

// How a layer may join the step of an earlier layer. It joins that step if it alone reads the step's output and the
// step's first layer fuses its role. steps.c says which role may come after which.
enum bitplane_role {
  BITPLANE_ROLE_NONE = 0,
  BITPLANE_ROLE_THRESHOLD = 1 << 0,
  BITPLANE_ROLE_SIGN_POOL = 1 << 1,
  BITPLANE_ROLE_LINK = 1 << 2,  // of a chain: the op has run_pixels
};

struct bitplane_op {
  uint32_t kind;  // its code in files
  const char* name;
  enum bitplane_role role;
  unsigned fuses;           // set of the roles that setup may hold
  bool has_two_inputs;      // both of the same element
  bool keeps_element;       // the output has the inputs' element, and output_element is not read
  bool may_keep_element;    // the output has the input's element or output_element
  unsigned input_elements;  // set of 1 << enum bitplane_element
  enum bitplane_element output_element;
  uint32_t num_attributes;
  uint32_t num_sections;

  // Checks attributes, sections and shapes of a layer whose input and output have the right elements. Errors:
  // BAD_LAYER, BAD_VALUE, TOO_LARGE.
  enum bitplane_status (*check)(const struct bitplane_layer* layer);
  struct bitplane_ready (*prepare)(const struct bitplane_setup* setup);

  // Prepares what all units share; NULL if there is nothing. Called once, before `run`, without units or scratch.
  void (*begin)(const void* state, const struct bitplane_operands* operands);

  // An op has one of these: `run` makes some units of an image, or the whole image if there are no units; `run_pixels`
  // makes any range of pixels.
  void (*run)(const void* state, const struct bitplane_operands* operands);
  void (*run_pixels)(const void* state, const struct bitplane_pixels* pixels);
};

// The elements that the output of a layer that reads `input` may have: set of 1 << enum bitplane_element.
static inline unsigned bitplane_output_elements(const struct bitplane_op* op, enum bitplane_element input) {
  const unsigned same = 1u << input, other = 1u << op->output_element;
  if (op->keeps_element) return same;
  return op->may_keep_element ? same | other : other;
}

// The codes of kinds, and the op of each.
enum {
#define KIND(code, NAME, symbol) BITPLANE_KIND_##NAME = code,
#include "kinds.inc"
};

#define KIND(code, NAME, symbol) extern const struct bitplane_op bitplane_##symbol;
#include "kinds.inc"

// Returns the op of a kind's code; NULL if there is no such kind, or this library was built without it.
const struct bitplane_op* bitplane_find_op(uint32_t kind);

// Returns whether such a kind exists, in this library or not.
bool bitplane_knows_kind(uint32_t kind);

// The name of the kernel of an op that has only loops of its own.
extern const char bitplane_plain_loops[];

#endif

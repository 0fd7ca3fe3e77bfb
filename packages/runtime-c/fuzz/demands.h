// What each layer kind asks for: the table of docs/format.md section 1.
#ifndef BITPLANE_FUZZ_DEMANDS_H_
#define BITPLANE_FUZZ_DEMANDS_H_

#include "container.h"

enum channels_rule {
  FREE_CHANNELS,  // as many as there are filters
  SAME_CHANNELS,
  BOTH_CHANNELS,   // of both inputs
  MORE_CHANNELS,   // times the planes
  FEWER_CHANNELS,  // divided by the planes
};

struct kind_rule {
  uint32_t kind, num_inputs;
  unsigned inputs;  // set of 1 << element
  enum bitplane_element output;
  bool keeps_element, has_window;
  enum channels_rule channels;
  uint32_t num_attributes;
  uint32_t planes_at;  // the attribute
};

// NULL for a kind that there is not.
const struct kind_rule* find_rule(uint32_t kind);

enum { MOST_DEMANDS = 3 };

// A section of a layer: rows of numbers, or of bits.
struct demand {
  enum bitplane_section_type type;
  uint64_t rows, columns;
  bool is_optional, is_positive;
};

// The sections of a layer whose inputs and output are right. Returns their number, or BITPLANE_ABSENT where the groups
// do not divide the channels.
uint32_t list_demands(const struct container* container, uint32_t index, struct demand demands[MOST_DEMANDS]);

// SIZE_MAX where that is out of all reason.
size_t demand_nbytes(const struct demand* demand);

// Changes values that a reader refuses: padding bits, weights of -128, floats that are not finite or not above 0.
void bring_into_range(const struct demand* demand, uint8_t* bytes);

#endif

// The shapes and sections of each layer kind: the table of docs/format.md section 1. Elements and counts are the op's.
#ifndef BITPLANE_FUZZ_REQUIREMENTS_H_
#define BITPLANE_FUZZ_REQUIREMENTS_H_

#include "container.h"

enum channels_rule {
  SAME_CHANNELS,
  FREE_CHANNELS,   // as many as there are filters
  BOTH_CHANNELS,   // of both inputs
  MORE_CHANNELS,   // times the planes
  FEWER_CHANNELS,  // divided by the planes
};

// The shape of a kind's output, beyond what its op says.
struct shape_rule {
  enum channels_rule channels;
  uint32_t planes_at;  // the attribute
  bool is_one_pixel;
  bool repeats_pixels;  // attributes 0 and 1 multiply rows and columns
};

struct shape_rule find_shape_rule(uint32_t kind);

enum { MAX_REQUIREMENTS = 3 };

// A section of a layer: rows of numbers, or of bits.
struct requirement {
  enum bitplane_section_type type;
  uint64_t rows, columns;
  bool is_optional, is_positive, is_rising;
};

// The sections of a layer whose inputs and output are right. Returns their number, or BITPLANE_ABSENT where the groups
// do not divide the channels.
uint32_t list_requirements(const struct container* container, uint32_t index,
                           struct requirement requirements[MAX_REQUIREMENTS]);

// SIZE_MAX where that is out of all reason.
size_t requirement_nbytes(const struct requirement* requirement);

// Changes values that a reader rejects: padding bits, weights of -128, floats that are not finite or not above 0.
void bring_into_range(const struct requirement* requirement, uint8_t* bytes);

#endif

// Float32 arithmetic that gives the same bits everywhere: one rounding per operation, subnormals kept.
// Built without NEON float arithmetic on 32-bit ARM.
#ifndef BITPLANE_OPS_FLOAT32_H_
#define BITPLANE_OPS_FLOAT32_H_

#include <stdbool.h>
#include <string.h>

#include "../exact_floats.h"
#include "../format.h"

// Returns whether the section is `count` finite floats. Sets *status to BAD_LAYER or BAD_VALUE if not.
static inline bool bitplane_holds_floats(const struct bitplane_section* section, uint64_t count,
                                         enum bitplane_status* status) {
  const uint32_t exponent = UINT32_C(0x7f800000);
  if (!bitplane_section_holds(section, BITPLANE_SECTION_FLOAT32, count)) {
    *status = BITPLANE_BAD_LAYER;
    return false;
  }
  for (size_t i = 0; i < (size_t)count; i++) {
    uint32_t bits;
    memcpy(&bits, (const float*)section->data + i, sizeof bits);
    if ((bits & exponent) == exponent) {
      *status = BITPLANE_BAD_VALUE;
      return false;
    }
  }
  return true;
}

#endif

// The loops over floats with what every CPU of the architecture has.
#include "../floats.h"

extern const struct bitplane_floats_kernel bitplane_floats__portable;

const struct bitplane_floats_kernel bitplane_floats__portable = BITPLANE_FLOATS_KERNEL(bitplane_floats__portable, 0);

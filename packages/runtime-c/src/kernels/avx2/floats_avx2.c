// The loops over floats with eight floats at a time.
#include "../floats.h"

extern const struct bitplane_floats_kernel bitplane_floats__avx2;

const struct bitplane_floats_kernel bitplane_floats__avx2 =
    BITPLANE_FLOATS_KERNEL(bitplane_floats__avx2, BITPLANE_CPU_AVX2);

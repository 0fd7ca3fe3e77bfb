// Four pixels by 8 filters: engines have eight sums, weights and products in the sixteen registers of x86.
#define FGEMM_PIXELS 4
#define FGEMM_BLOCKS 2
#define FGEMM_LANES 4
#include "../fgemm_tiles.h"

BITPLANE_DEFINE_FGEMM(bitplane_fgemm_4x8__simd128, bitplane_depthwise_4__simd128)

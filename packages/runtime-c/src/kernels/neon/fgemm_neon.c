// Six pixels by 8 filters: twelve sums, their products, weights and numbers fit the 32 registers, where gcc 12 has no
// room for those of eight pixels. For A64 alone: NEON of 32-bit ARM flushes subnormal numbers to zero.
#define FGEMM_PIXELS 6
#define FGEMM_BLOCKS 2
#define FGEMM_LANES 4
#include "../fgemm_tiles.h"

BITPLANE_DEFINE_FGEMM(bitplane_fgemm_6x8__neon, bitplane_depthwise_4__neon)

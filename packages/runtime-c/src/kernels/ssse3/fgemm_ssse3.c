// Four pixels by 8 filters in vectors of SSE2: eight sums, weights and products fit the sixteen registers.
#define FGEMM_PIXELS 4
#define FGEMM_BLOCKS 2
#define FGEMM_LANES 4
#include "../fgemm_tiles.h"

BITPLANE_DEFINE_FGEMM(bitplane_fgemm_4x8__ssse3, bitplane_depthwise_4__ssse3)

// Four pixels by 16 filters: eight sums, weights and products fit the sixteen registers.
#define FGEMM_PIXELS 4
#define FGEMM_BLOCKS 2
#define FGEMM_LANES 8
#include "../fgemm_tiles.h"

BITPLANE_DEFINE_FGEMM(bitplane_fgemm_4x16__avx2, bitplane_depthwise_8__avx2)

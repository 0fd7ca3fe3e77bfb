// Four pixels by two filters, number by number.
#define FGEMM_PIXELS 4
#define FGEMM_BLOCKS 2
#define FGEMM_LANES 1
#include "../fgemm_tiles.h"

BITPLANE_DEFINE_FGEMM(bitplane_fgemm_4x2__portable, bitplane_depthwise_1__portable)

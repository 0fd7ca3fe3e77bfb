// Eight pixels by 32 filters: sixteen sums hide the latency of their additions, and weights are loaded once for eight
// pixels.
#define FGEMM_PIXELS 8
#define FGEMM_LANES 16
#include "../fgemm_tiles.h"

BITPLANE_DEFINE_FGEMM(bitplane_fgemm_8x32__avx512, bitplane_depthwise_16__avx512)

// Four pixels by 64 filters: sixteen sums hide the latency of their additions. With eight pixels by 32, Zen 4 spends as
// much on broadcasting numbers as it saves on weights: 10.6 products a cycle instead of 12.8, at 1x1x128, 256 filters.
#define FGEMM_PIXELS 4
#define FGEMM_BLOCKS 4
#define FGEMM_LANES 16
#include "../fgemm_tiles.h"

BITPLANE_DEFINE_FGEMM(bitplane_fgemm_4x64__avx512, bitplane_depthwise_16__avx512)

// 128 pixels by two filters, by table look-up (lookup.h) with the pixels in the lanes.
#define BITPLANE_VECTOR_LANES 16

#include "../lookup/lookup_lanes_128.h"

const struct bitplane_lanes_kernel bitplane_lanes_128x2__ssse3 = {
    .name = "bitplane_lanes_128x2__ssse3",
    .cpu_features = BITPLANE_CPU_SSSE3,
    .filter_block = BLOCK,
    .outdone_by = BITPLANE_CPU_AVX2 | BITPLANE_CPU_AVX512BW,
    .min_filters = 5,
    .max_filters = 128,
    .min_pixels_per_filter = 1,
    .pack = pack,
    .split = split,
    .gather = gather,
    .run = run,
    .run_signs = run_signs,
};

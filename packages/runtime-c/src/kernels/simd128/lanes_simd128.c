// 128 pixels by two filters, by table look-up (lookup.h) with the pixels in the lanes.
#include "../lookup/lookup_lanes_128.h"

const struct bitplane_lanes_kernel bitplane_lanes_128x2__simd128 = {
    .name = "bitplane_lanes_128x2__simd128",
    .cpu_features = BITPLANE_CPU_SIMD128,
    .filter_block = BLOCK,
    .outdone_by = 0,
    .min_filters = 5,
    .max_filters = 64,
    .min_pixels_per_filter = 1,
    .pack = pack,
    .split = split,
    .gather = gather,
    .run = run,
    .run_signs = run_signs,
};

// The kernels with pixels in lanes, and the choice among them.
#include "lanes.h"

// NULL at the end, since there may be none, and C has no empty arrays.
const struct bitplane_lanes_kernel* const bitplane_lanes_kernels[] = {
#define LANES_KERNEL(name) &name,
#include "kernels.inc"
    NULL,
};
const size_t bitplane_num_lanes_kernels = BITPLANE_NUM_LANES_KERNELS;

const struct bitplane_lanes_kernel* bitplane_select_lanes(uint32_t cpu_features, struct bitplane_lanes_shape shape,
                                                          const struct bitplane_bgemm_kernel* rival) {
  for (size_t i = 0; i < bitplane_num_lanes_kernels; i++) {
    const struct bitplane_lanes_kernel* kernel = bitplane_lanes_kernels[i];
    if ((kernel->cpu_features & ~cpu_features) != 0 || (kernel->outdone_by & rival->cpu_features) != 0) continue;
    if (shape.num_filters < kernel->min_filters || shape.num_filters > kernel->max_filters) continue;
    if (shape.num_pixels >= kernel->min_pixels_per_filter * shape.num_filters) return kernel;
  }
  return NULL;
}

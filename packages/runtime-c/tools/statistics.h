#ifndef BITPLANE_TOOLS_STATISTICS_H_
#define BITPLANE_TOOLS_STATISTICS_H_

#include <stddef.h>
#include <stdint.h>

struct summary {
  uint64_t median, p5, p95, min;
};

// Median (mean of the middle two, rounded down), 5th and 95th percentile by nearest rank, and minimum. Sorts the
// samples; num_samples >= 1.
struct summary summarize(uint64_t* samples, size_t num_samples);

#endif

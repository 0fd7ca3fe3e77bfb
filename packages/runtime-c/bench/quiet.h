// Times that count: samples taken while the core was ours alone.
#ifndef BITPLANE_BENCH_QUIET_H_
#define BITPLANE_BENCH_QUIET_H_

#include <stddef.h>
#include <stdint.h>

// Samples in picoseconds per call, each the mean over a batch.
struct samples {
  uint64_t* kept;
  size_t num_kept, num_rejected;
};

// Calls run(state) in batches of at least 50 us for `milliseconds`, at most 4 times as long where the core is not ours.
// A batch counts if a probe before and after it saw at least 94 % of the issue rate that calibrate_probe() found. Adds
// to `samples`, whose `kept` has room for MAX_SAMPLES.
enum { MAX_SAMPLES = 1 << 16 };
void sample(void (*run)(void* state), void* state, uint32_t milliseconds, struct samples* samples);

// Measures the best issue rate of this core, for a fifth of a second.
void calibrate_probe(void);

// Returns cycles per nanosecond, measured by a chain of dependent additions: the best of several runs.
double measure_gigahertz(void);

#endif

// Measures images per second, singly and as batches, on one thread and on more.
#ifndef BITPLANE_BENCH_THROUGHPUT_H_
#define BITPLANE_BENCH_THROUGHPUT_H_

#include <stdint.h>

#include "contest.h"

// Measures the model at `path`. Ends the program if a batch gives different bits than its images alone.
void measure_throughput(const char* path, uint32_t num_threads, const struct visits* visits);

#endif

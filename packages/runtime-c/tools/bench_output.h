#ifndef BITPLANE_TOOLS_BENCH_OUTPUT_H_
#define BITPLANE_TOOLS_BENCH_OUTPUT_H_

#include "fast_cores.h"
#include "load_times.h"
#include "peak_memory.h"
#include "sampling.h"
#include "warm_up.h"

// All that bench has measured.
struct bench_record {
  const struct loaded_network* loaded;
  uint32_t num_threads, num_rounds_asked;
  const struct core_list* cores;  // that the program kept to; empty: any
  struct load_times load;
  uint64_t first_image_ns;  // of the first image that the network ran
  uint64_t peak_nbytes;     // after it
  struct warm_up warm_up;
  bool is_warmup_judged;
  struct sampling_outcome outcome;
  const struct series* images;  // width 1
  const struct series* layers;  // as wide as the network has steps
};

// Prints one line of JSON, schema bitplane-bench/2.
void print_bench(const struct bench_record* record);

#endif

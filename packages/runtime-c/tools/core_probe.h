// Whether the core is ours alone, and its clock as fast as before.
#ifndef BITPLANE_TOOLS_CORE_PROBE_H_
#define BITPLANE_TOOLS_CORE_PROBE_H_

#include <stdbool.h>
#include <stdint.h>

// Times some thousand independent additions, which touch no memory. They take longer beside a neighbour that shares the
// core's issue slots, with a slower clock, and where the system took the core away meanwhile.
uint64_t probe_core_ns(void);

// Whether a probe saw at least 94 % of the issue rate of the best one.
static inline bool is_quiet(uint64_t probe_ns, uint64_t best_ns) {
  return probe_ns <= best_ns || probe_ns <= best_ns * 100 / 94;
}

#endif

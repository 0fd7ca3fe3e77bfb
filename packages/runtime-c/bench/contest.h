// Contestants that are timed in turn, so that what disturbs the machine disturbs all of them.
#ifndef BITPLANE_BENCH_CONTEST_H_
#define BITPLANE_BENCH_CONTEST_H_

#include "quiet.h"
#include "statistics.h"

struct contestant {
  const char* name;
  void (*run)(void* state);
  void* state;
  struct samples samples;
};

// How often each contestant runs, and for how long.
struct visits {
  uint32_t num_rounds, milliseconds;
};

// Times all of them, one after the other, round after round. calibrate_probe() has run.
void hold_contest(struct contestant* contestants, size_t num_contestants, const struct visits* visits);

// Returns picoseconds per call. Ends the program if no sample counted. Frees the samples.
struct summary finish_contestant(struct contestant* contestant);

#endif

#ifndef BITPLANE_TOOLS_LOAD_TIMES_H_
#define BITPLANE_TOOLS_LOAD_TIMES_H_

#include "loaded_network.h"

// From a path to a network that can run, in nanoseconds.
struct load_times {
  uint64_t cold_ns;  // with the file on the disk; 0 where it could not be taken out of memory
  uint64_t warm_ns;  // with the file in memory
};

// Loads a network twice and returns the second one. Ends the program as load_network does.
struct loaded_network load_timed(const char* path, const struct loading* loading, struct load_times* times);

#endif

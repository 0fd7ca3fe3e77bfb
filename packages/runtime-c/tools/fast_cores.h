// Where a system has cores of several kinds (big.LITTLE), a measurement keeps to the fast ones.
#ifndef BITPLANE_TOOLS_FAST_CORES_H_
#define BITPLANE_TOOLS_FAST_CORES_H_

#include <stddef.h>
#include <stdint.h>

enum { MAX_CORES = 256 };

struct core_list {
  size_t count;
  uint16_t cores[MAX_CORES];  // numbers of the system's, ascending
};

// Of cores with these capacities (0: this program may not use it) those of the largest, and of the next ones as long as
// they are fewer than threads. Empty where that would be all that may be used, so that there is nothing to choose.
struct core_list choose_fast_cores(const uint32_t* capacities, size_t num_cores, uint32_t num_threads);

// Reads cpuN/cpu_capacity in a folder, that of Linux is /sys/devices/system/cpu, and chooses among the cores that this
// program may use now. Empty where the system does not tell.
struct core_list find_fast_cores(const char* folder, uint32_t num_threads);

// Keeps this thread, and those that it starts, to the cores. Empties the list where the system does not do that.
void keep_to_cores(struct core_list* list);

#endif

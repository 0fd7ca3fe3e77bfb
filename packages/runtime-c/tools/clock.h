// Clocks in nanoseconds.
#ifndef BITPLANE_TOOLS_CLOCK_H_
#define BITPLANE_TOOLS_CLOCK_H_

#include <stdint.h>

// Of the monotonic clock.
uint64_t now_ns(void);

// Since the system started, as /proc/uptime counts it; the monotonic clock where there is no such clock.
uint64_t since_boot_ns(void);

// What the calling thread has had of a core; the monotonic clock where the system does not count it.
uint64_t thread_cpu_ns(void);

// What all threads of the process have had of cores; 0 where the system does not count it.
uint64_t process_cpu_ns(void);

#endif

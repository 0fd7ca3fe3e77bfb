// POSIX clocks. Bare WebAssembly has no clock for threads.
#define _GNU_SOURCE  // CLOCK_BOOTTIME
#include "clock.h"

#include <time.h>

static uint64_t read_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t now_ns(void) { return read_ns(CLOCK_MONOTONIC); }

#ifdef CLOCK_BOOTTIME
uint64_t since_boot_ns(void) { return read_ns(CLOCK_BOOTTIME); }
#else
uint64_t since_boot_ns(void) { return now_ns(); }
#endif

#ifdef CLOCK_THREAD_CPUTIME_ID
uint64_t thread_cpu_ns(void) { return read_ns(CLOCK_THREAD_CPUTIME_ID); }
#else
uint64_t thread_cpu_ns(void) { return now_ns(); }
#endif

#ifdef CLOCK_PROCESS_CPUTIME_ID
uint64_t process_cpu_ns(void) { return read_ns(CLOCK_PROCESS_CPUTIME_ID); }
#else
uint64_t process_cpu_ns(void) { return 0; }
#endif

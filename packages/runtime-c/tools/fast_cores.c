// Capacities are what Linux's scheduler goes by: 1024 for the fastest core of the system, its share for the others.
// <https://docs.kernel.org/scheduler/sched-capacity.html>
#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "fast_cores.h"

#include <stdio.h>
#include <stdlib.h>

struct core_list choose_fast_cores(const uint32_t* capacities, size_t num_cores, uint32_t num_threads) {
  struct core_list list = {0};
  size_t num_usable = 0;
  uint32_t least = UINT32_MAX;
  for (size_t i = 0; i < num_cores; i++) num_usable += capacities[i] > 0;
  while (list.count < num_threads && list.count < num_usable) {
    uint32_t next = 0;
    for (size_t i = 0; i < num_cores; i++) {
      if (capacities[i] < least && capacities[i] > next) next = capacities[i];
    }
    least = next;
    list.count = 0;
    for (size_t i = 0; i < num_cores; i++) {
      if (capacities[i] >= least) list.cores[list.count++] = (uint16_t)i;
    }
  }
  return list.count == num_usable ? (struct core_list){0} : list;
}

#if defined(__linux__)
#include <sched.h>

static uint32_t read_capacity(const char* folder, size_t core) {
  char path[512];
  snprintf(path, sizeof path, "%s/cpu%zu/cpu_capacity", folder, core);
  FILE* file = fopen(path, "r");
  if (file == NULL) return 0;
  char line[16];
  const unsigned long capacity = fgets(line, sizeof line, file) == NULL ? 0 : strtoul(line, NULL, 10);
  fclose(file);
  return capacity > UINT32_MAX ? 0 : (uint32_t)capacity;
}

struct core_list find_fast_cores(const char* folder, uint32_t num_threads) {
  uint32_t capacities[MAX_CORES] = {0};
  cpu_set_t usable;
  if (sched_getaffinity(0, sizeof usable, &usable) != 0) return (struct core_list){0};
  for (size_t i = 0; i < MAX_CORES; i++) {
    if (!CPU_ISSET(i, &usable)) continue;
    capacities[i] = read_capacity(folder, i);
    if (capacities[i] == 0) return (struct core_list){0};
  }
  return choose_fast_cores(capacities, MAX_CORES, num_threads);
}

void keep_to_cores(struct core_list* list) {
  cpu_set_t cores;
  if (list->count == 0) return;
  CPU_ZERO(&cores);
  for (size_t i = 0; i < list->count; i++) CPU_SET(list->cores[i], &cores);
  if (sched_setaffinity(0, sizeof cores, &cores) != 0) list->count = 0;
}
#else
struct core_list find_fast_cores(const char* folder, uint32_t num_threads) {
  (void)folder;
  (void)num_threads;
  return (struct core_list){0};
}

void keep_to_cores(struct core_list* list) { list->count = 0; }
#endif

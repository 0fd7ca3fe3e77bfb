// The high-water mark that Linux keeps for each process. Not getrusage there: it starts with what the process had
// before it became this program.
#if defined(__APPLE__)
#define _DARWIN_C_SOURCE
#endif
#include "peak_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__linux__)
uint64_t peak_memory_nbytes(void) {
  FILE* status = fopen("/proc/self/status", "r");
  if (status == NULL) return 0;
  static const char name[] = "VmHWM:";
  char line[256];
  uint64_t kilobytes = 0;
  while (kilobytes == 0 && fgets(line, sizeof line, status) != NULL) {
    if (strncmp(line, name, sizeof name - 1) == 0) kilobytes = strtoull(line + sizeof name - 1, NULL, 10);
  }
  fclose(status);
  return kilobytes * 1024;
}
#elif defined(__APPLE__)
#include <sys/resource.h>

uint64_t peak_memory_nbytes(void) {
  struct rusage usage;
  return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss : 0;
}
#else
uint64_t peak_memory_nbytes(void) { return 0; }
#endif

#ifndef BITPLANE_TOOLS_PEAK_MEMORY_H_
#define BITPLANE_TOOLS_PEAK_MEMORY_H_

#include <stdint.h>

// The most physical memory that the process had so far, in bytes: its code, the model's file and the arena. 0 where the
// system does not say.
uint64_t peak_memory_nbytes(void);

#endif

#ifndef BITPLANE_TOOLS_CPU_MASK_H_
#define BITPLANE_TOOLS_CPU_MASK_H_

#include <stdint.h>

// The value of BITPLANE_CPU, or NULL where it is not set or empty.
const char* forced_cpu(void);

// The features that kernels may use: all that the CPU has; those that BITPLANE_CPU lists, separated by commas; none for
// "portable". Ends the program with EXIT_USAGE at a name that this CPU does not have.
uint32_t used_features(void);

#endif

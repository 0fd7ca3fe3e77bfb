// Which of A64's two kernels of bgemm a core is given: the one that looks counts up (tbl), or the one that counts (eor,
// cnt). Both give the same bits.
#ifndef BITPLANE_KERNELS_CHOICE_H_
#define BITPLANE_KERNELS_CHOICE_H_

#include <stdbool.h>
#include <stdint.h>

#include "bitplane/bitplane.h"

// What is known about a core without measuring it.
enum bitplane_core { BITPLANE_CORE_COUNTS, BITPLANE_CORE_LOOKS_UP, BITPLANE_CORE_UNKNOWN };

// midr: MIDR_EL1, the register that names a core; 0, which names none, where it cannot be read.
enum bitplane_core bitplane_core_of(uint32_t midr);

// Whether the core should look up. A known core decides by itself; for others the shorter time does, and equal times
// leave it counting.
bool bitplane_is_lookup_faster(enum bitplane_core core, const struct bitplane_choice* choice);

// Fills `choice` for a core and returns what the function above returns. A core that is not known is measured, once in
// a process: some tens of microseconds, 40 kB of stack. Any thread may call.
bool bitplane_choose_lookup(uint32_t midr, struct bitplane_choice* choice);

#endif

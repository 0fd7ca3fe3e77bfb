#ifndef BITPLANE_TOOLS_LEASH_H_
#define BITPLANE_TOOLS_LEASH_H_

#include <stdbool.h>
#include <stdint.h>

// For a program that whoever started it must be able to lose: it ends when stdin ends, or brings nothing for
// num_seconds, even while it waits for a reader of its output. 0: stdin is not looked at.
void start_leash(uint32_t num_seconds);

// Waits up to `ms`. Returns whether stdin has ended.
bool wait_on_leash(uint32_t ms);

#endif

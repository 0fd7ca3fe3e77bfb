// The threads that a network runs on.
#ifndef BITPLANE_TOOLS_WORKERS_H_
#define BITPLANE_TOOLS_WORKERS_H_

#include "bitplane/bitplane.h"

// The number that --threads gives, 1 where it is not given.
uint32_t read_num_threads(const char* text);

// Starts that many threads, this one among them. Ends the program where there cannot be this many, or where it was
// built without threads and is asked for more than one.
struct bitplane_workers start_workers(uint32_t num_threads);

void stop_workers(struct bitplane_workers workers);

#endif

// The threads that a network runs on.
#ifndef BITPLANE_TOOLS_WORKERS_H_
#define BITPLANE_TOOLS_WORKERS_H_

#include <stddef.h>

#include "bitplane/bitplane.h"

enum { MAX_THREAD_NUMBERS = 16 };

// Returns the number that --threads gives, 1 by default.
uint32_t read_num_threads(const char* text);

// Reads several numbers with commas between, as --threads gives them, 1 by default. Returns how many there are.
size_t read_thread_numbers(const char* text, uint32_t* numbers);

// Starts num_threads threads, this one among them. Ends the program if the system cannot start them, or if the program
// was built without threads and is asked for more than one.
struct bitplane_workers start_workers(uint32_t num_threads);

void stop_workers(struct bitplane_workers workers);

#endif

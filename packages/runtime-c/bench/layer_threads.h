// Times layers on one thread and on more.
#ifndef BITPLANE_BENCH_LAYER_THREADS_H_
#define BITPLANE_BENCH_LAYER_THREADS_H_

#include "bitplane/bitplane.h"
#include "contest.h"

// The layers that every peer is measured on, split as in a network.
void compare_layers(const struct bitplane_workers* workers, const struct visits* visits);

// Times layers of a quarter to 16 million products, split in two whatever they cost, to find from which size that pays.
void sweep_sizes(const struct bitplane_workers* workers, const struct visits* visits);

#endif

// This library's layers on more than one thread.
#ifndef BITPLANE_BENCH_PEER_BITPLANE_H_
#define BITPLANE_BENCH_PEER_BITPLANE_H_

#include "bitplane/bitplane.h"
#include "peer.h"

// As peer.prepare, for these workers, which stay in use until the state is released; NULL for the caller alone.
struct prepared prepare_for_workers(const struct problem* problem, const struct bitplane_workers* workers);

#endif

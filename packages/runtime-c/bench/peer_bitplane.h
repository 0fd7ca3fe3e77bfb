// This library's layers on more than one thread.
#ifndef BITPLANE_BENCH_PEER_BITPLANE_H_
#define BITPLANE_BENCH_PEER_BITPLANE_H_

#include "peer.h"
#include "split.h"

// As peer.prepare, for this team, whose workers stay in use until the state is released.
struct prepared prepare_for_team(const struct problem* problem, const struct bitplane_team* team);

#endif

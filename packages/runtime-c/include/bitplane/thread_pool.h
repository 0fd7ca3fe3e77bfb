// A network's workers on POSIX threads: a library of its own, bitplane-threads, so that the core needs no threads.
//
//   bitplane_thread_pool_nbytes → bitplane_thread_pool_start → bitplane_thread_pool_workers, for the bitplane_options
//   of any number of networks → bitplane_thread_pool_stop, when none of them runs
//
// Between runs the threads spin for 0.1 ms, so that the next step or image finds them awake, and then sleep.
#ifndef BITPLANE_THREAD_POOL_H_
#define BITPLANE_THREAD_POOL_H_

#include "bitplane/bitplane.h"

#ifdef __cplusplus
extern "C" {
#endif

struct bitplane_thread_pool;

enum { BITPLANE_MAX_THREADS = 256 };

// Gets the size of the memory of a pool. num_threads: 1 … BITPLANE_MAX_THREADS, the caller's own among them; more
// threads than the machine has cores make it slower. Errors: NULL_ARGUMENT, OUT_OF_RANGE.
enum bitplane_status bitplane_thread_pool_nbytes(uint32_t num_threads, size_t* nbytes);

// Starts num_threads - 1 threads, with all signals blocked. The memory, aligned to BITPLANE_ARENA_ALIGNMENT, belongs to
// the pool until it is stopped. Errors: NULL_ARGUMENT, OUT_OF_RANGE, MISALIGNED, ARENA_TOO_SMALL, NO_THREAD; no thread
// is left running then.
enum bitplane_status bitplane_thread_pool_start(uint32_t num_threads, struct bitplane_memory memory,
                                                struct bitplane_thread_pool** started);

// The pool for bitplane_options. It serves any number of networks in turn; a run that finds it busy returns
// BITPLANE_BUSY. pool must not be NULL.
struct bitplane_workers bitplane_thread_pool_workers(struct bitplane_thread_pool* pool);

// Ends the threads and waits for them; the memory is the caller's again. Errors: NULL_ARGUMENT; BUSY during a run,
// which stops nothing.
enum bitplane_status bitplane_thread_pool_stop(struct bitplane_thread_pool* pool);

#ifdef __cplusplus
}
#endif

#endif

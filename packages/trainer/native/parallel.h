// Splits loops over the processor's cores.
#pragma once

#include <cstdint>
#include <functional>

namespace bitplane {

/** As many as TensorFlow's: TF_NUM_INTRAOP_THREADS if it is set, else the cores that this process may use. */
int numThreads();

/**
 * Calls body(i) for each i of 0 … count − 1, on all threads, in any order; returns when all are done.
 * What body computes must depend on i alone, so that the result has the same bits for every number of threads.
 */
void parallelFor(int64_t count, const std::function<void(int64_t)>& body);

}  // namespace bitplane

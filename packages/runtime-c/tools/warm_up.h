// Work before the timing, until caches, branch predictors and the clock have settled.
#ifndef BITPLANE_TOOLS_WARM_UP_H_
#define BITPLANE_TOOLS_WARM_UP_H_

#include <stdbool.h>
#include <stdint.h>

struct warm_up {
  uint64_t num_calls, ns;
  bool is_steady;
};

// Calls run(state) in blocks of at least 20 ms until the mean times of three blocks in a row are within 2 %, for at
// most 2 s or three blocks, whichever is longer.
struct warm_up warm_up_until_steady(void (*run)(void* state), void* state);

// Calls run(state) a number of times; whether that was enough is not judged.
struct warm_up warm_up_calls(void (*run)(void* state), void* state, uint32_t num_calls);

#endif

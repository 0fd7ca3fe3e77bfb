// Workers that are all this thread: what depends on their order or number differs, and nothing runs at the same time.
#ifndef BITPLANE_TESTS_BACKWARDS_H_
#define BITPLANE_TESTS_BACKWARDS_H_

#include "bitplane/bitplane.h"

// The last part first, and each by another worker. pool: their number.
static enum bitplane_status run_backwards(void* pool, uint32_t num_parts, bitplane_part_fn* function, void* context) {
  const uint32_t* num_workers = pool;
  for (uint32_t part = num_parts; part-- > 0;) function(context, part, part % *num_workers);
  return BITPLANE_OK;
}

// *num_workers stays in use.
static inline struct bitplane_workers backwards_workers(uint32_t* num_workers) {
  return (struct bitplane_workers){*num_workers, run_backwards, num_workers};
}

#endif

// What libFuzzer calls: any bytes are rejected, or run in bounded memory and time and give the same bits by all
// kernels.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bounded_run.h"
#include "mutate.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed);

// Of one file, in processor time: libFuzzer's own -timeout is by the clock, which runs on while others have the
// machine.
enum { MAX_SECONDS = 5 };

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // A tenth of a second under the sanitizers: beyond it a fuzzer waits where it could try other files.
  static const struct run_bounds bounds = {.arena_nbytes = 1 << 24, .num_products = 2e6};
  const clock_t start = clock();
  const struct bounded_run result = run_bounded(data, size, &bounds);
  if (!result.agrees) {
    fputs("kernels differ\n", stderr);
    abort();
  }
  if (clock() - start > MAX_SECONDS * CLOCKS_PER_SEC) {
    fputs("too slow\n", stderr);
    abort();
  }
  return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  return mutate_model(data, size, max_size, seed);
}

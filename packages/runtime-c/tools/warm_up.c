#include "warm_up.h"

#include "clock.h"

enum { BLOCK_NS = 20000000, MAX_NS = 2000000000, NUM_BLOCKS = 3, TOLERANCE_PERCENT = 2 };

// Nanoseconds per call.
static double run_block(void (*run)(void* state), void* state, struct warm_up* done) {
  const uint64_t start = now_ns();
  uint64_t num_calls = 0, ns;
  do {
    run(state);
    num_calls++;
    ns = now_ns() - start;
  } while (ns < BLOCK_NS);
  done->num_calls += num_calls;
  done->ns += ns;
  return (double)ns / (double)num_calls;
}

static bool is_steady(const double* blocks) {
  double min = blocks[0], max = blocks[0];
  for (int k = 1; k < NUM_BLOCKS; k++) {
    if (blocks[k] < min) min = blocks[k];
    if (blocks[k] > max) max = blocks[k];
  }
  return max * 100 <= min * (100 + TOLERANCE_PERCENT);
}

struct warm_up warm_up_until_steady(void (*run)(void* state), void* state) {
  struct warm_up done = {0};
  double blocks[NUM_BLOCKS];  // the newest ones, in any order
  for (int k = 0; k < NUM_BLOCKS || (!done.is_steady && done.ns < MAX_NS); k++) {
    blocks[k % NUM_BLOCKS] = run_block(run, state, &done);
    if (k + 1 >= NUM_BLOCKS) done.is_steady = is_steady(blocks);
  }
  return done;
}

struct warm_up warm_up_calls(void (*run)(void* state), void* state, uint32_t num_calls) {
  struct warm_up done = {.num_calls = num_calls};
  const uint64_t start = now_ns();
  for (uint32_t i = 0; i < num_calls; i++) run(state);
  done.ns = now_ns() - start;
  return done;
}

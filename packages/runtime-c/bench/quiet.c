// Independent additions are the gate (core_probe.h), a chain of dependent ones is the clock.
#include "quiet.h"

#include "clock.h"
#include "core_probe.h"

enum { CHAIN_LOOPS = 500, BATCH_NS = 50000, CALIBRATION_NS = 200000000, PATIENCE = 4 };

static uint64_t best_probe_ns = UINT64_MAX;

// One cycle each.
#if defined(__x86_64__)
#define DEPENDENT_ADDITION "add %1, %0\n"
#elif defined(__s390x__)
#define DEPENDENT_ADDITION "agr %0, %1\n"
#elif defined(__wasm__)
#define DEPENDENT_ADDITION "local.get %0\n local.get %1\n i32.add\n local.set %0\n"
#else
#define DEPENDENT_ADDITION "add %0, %0, %1\n"
#endif
#define TIMES_4(text) text text text text
#define TIMES_16(text) TIMES_4(TIMES_4(text))

void calibrate_probe(void) {
  const uint64_t end = now_ns() + CALIBRATION_NS;
  while (now_ns() < end) {
    const uint64_t ns = probe_core_ns();
    if (ns < best_probe_ns) best_probe_ns = ns;
  }
}

void sample(void (*run)(void* state), void* state, uint32_t milliseconds, struct samples* samples) {
  run(state);
  const uint64_t start = now_ns();
  run(state);
  const uint64_t one = now_ns() - start;
  const uint64_t batch = BATCH_NS / (one + 1) + 1;
  const uint64_t end = now_ns() + milliseconds * UINT64_C(1000000);
  const uint64_t last_end = end + (PATIENCE - 1) * milliseconds * UINT64_C(1000000);
  const size_t num_before = samples->num_kept;
  uint64_t before = probe_core_ns();
  for (uint64_t now = now_ns(); now < end || (samples->num_kept == num_before && now < last_end); now = now_ns()) {
    const uint64_t first = now_ns();
    uint64_t num_calls = 0;
    do run(state);
    while (++num_calls < batch);
    const uint64_t ns = now_ns() - first;
    const uint64_t after = probe_core_ns();
    if (is_quiet(before, best_probe_ns) && is_quiet(after, best_probe_ns) && samples->num_kept < MAX_SAMPLES) {
      samples->kept[samples->num_kept++] = ns * 1000 / num_calls;
    } else {
      samples->num_rejected++;
    }
    before = after;
  }
}

// Not inlined, so that engines of WebAssembly, which replace code between calls only, run their fastest.
static __attribute__((noinline)) size_t add_in_a_chain(size_t summand) {
  size_t sum = 0;
  for (int i = 0; i < CHAIN_LOOPS; i++) __asm__ volatile(TIMES_16(DEPENDENT_ADDITION) : "+r"(sum) : "r"(summand));
  return sum;
}

static volatile size_t last_sum;  // of a result that nobody reads nothing would be computed

double measure_gigahertz(void) {
  double best = 0;
  const uint64_t end = now_ns() + CALIBRATION_NS;
  while (now_ns() < end) {
    const uint64_t start = now_ns();
    last_sum = add_in_a_chain((size_t)start);
    const double ghz = 16.0 * (double)CHAIN_LOOPS / (double)(now_ns() - start);
    if (ghz > best) best = ghz;
  }
  return best;
}

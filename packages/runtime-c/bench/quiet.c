// A neighbour on the same core takes issue slots: independent additions then take longer, though a chain of dependent
// ones does not. So the first are the gate and the second the clock.
#define _POSIX_C_SOURCE 200809L
#include "quiet.h"

#include <time.h>

enum { PROBE_LOOPS = 1000, CHAIN_LOOPS = 500, BATCH_NS = 50000, CALIBRATION_NS = 200000000, PATIENCE = 4 };

static uint64_t best_probe_ns = UINT64_MAX;

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

#if defined(__x86_64__)
// Vector additions, since these are what the kernels issue. Of a register never written: its value does not matter.
#define INDEPENDENT_ADDITIONS                                                                       \
  "paddb %%xmm15, %%xmm0\n paddb %%xmm15, %%xmm1\n paddb %%xmm15, %%xmm2\n paddb %%xmm15, %%xmm3\n" \
  "paddb %%xmm15, %%xmm4\n paddb %%xmm15, %%xmm5\n paddb %%xmm15, %%xmm6\n paddb %%xmm15, %%xmm7\n" \
  "paddb %%xmm15, %%xmm8\n paddb %%xmm15, %%xmm9\n paddb %%xmm15, %%xmm10\n paddb %%xmm15, %%xmm11\n"
static void add_independently(void) {
  __asm__ volatile(INDEPENDENT_ADDITIONS::
                       : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
                         "xmm11");
}
#else
static void add_independently(void) {
  static size_t a, b, c, d;
  __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d));
  a += b, b += c, c += d, d += a;
}
#endif

// One cycle each.
#if defined(__x86_64__)
#define DEPENDENT_ADDITION "add %1, %0\n"
#elif defined(__s390x__)
#define DEPENDENT_ADDITION "agr %0, %1\n"
#else
#define DEPENDENT_ADDITION "add %0, %0, %1\n"
#endif
#define TIMES_4(text) text text text text
#define TIMES_16(text) TIMES_4(TIMES_4(text))

static uint64_t probe_ns(void) {
  const uint64_t start = now_ns();
  for (int i = 0; i < PROBE_LOOPS; i++) add_independently();
  return now_ns() - start;
}

void calibrate_probe(void) {
  const uint64_t end = now_ns() + CALIBRATION_NS;
  while (now_ns() < end) {
    const uint64_t ns = probe_ns();
    if (ns < best_probe_ns) best_probe_ns = ns;
  }
}

static int is_quiet(uint64_t ns) { return ns * 94 <= best_probe_ns * 100; }

void sample(void (*run)(void* state), void* state, uint32_t milliseconds, struct samples* samples) {
  run(state);
  const uint64_t start = now_ns();
  run(state);
  const uint64_t one = now_ns() - start;
  const uint64_t batch = BATCH_NS / (one + 1) + 1;
  const uint64_t end = now_ns() + milliseconds * UINT64_C(1000000);
  const uint64_t last_end = end + (PATIENCE - 1) * milliseconds * UINT64_C(1000000);
  const size_t num_before = samples->num_kept;
  uint64_t before = probe_ns();
  for (uint64_t now = now_ns(); now < end || (samples->num_kept == num_before && now < last_end); now = now_ns()) {
    const uint64_t first = now_ns();
    uint64_t num_calls = 0;
    do run(state);
    while (++num_calls < batch);
    const uint64_t ns = now_ns() - first;
    const uint64_t after = probe_ns();
    if (is_quiet(before) && is_quiet(after) && samples->num_kept < MAX_SAMPLES) {
      samples->kept[samples->num_kept++] = ns * 1000 / num_calls;
    } else {
      samples->num_rejected++;
    }
    before = after;
  }
}

double measure_gigahertz(void) {
  double best = 0;
  const uint64_t end = now_ns() + CALIBRATION_NS;
  while (now_ns() < end) {
    size_t sum = 0;
    const uint64_t start = now_ns();
    for (int i = 0; i < CHAIN_LOOPS; i++) __asm__ volatile(TIMES_16(DEPENDENT_ADDITION) : "+r"(sum) : "r"(start));
    const double ghz = 16.0 * (double)CHAIN_LOOPS / (double)(now_ns() - start);
    if (ghz > best) best = ghz;
  }
  return best;
}

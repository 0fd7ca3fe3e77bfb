// By the core's part number where its speeds are known, else by a race on a small problem.
#define _POSIX_C_SOURCE 200809L
#include "../choice.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

#include "../kernels.h"

enum bitplane_core bitplane_core_of(uint32_t midr) {
  // Arm's, by LLVM's models of them or their next of kin. All others are measured: A73 and A75, whose models are the
  // A57's for want of better, and what came later.
  static const struct {
    uint16_t part;
    uint16_t core;
  } parts[] = {
      // In order, or with a tbl of several steps.
      {0xd04, BITPLANE_CORE_COUNTS},  // Cortex-A35
      {0xd03, BITPLANE_CORE_COUNTS},  // Cortex-A53
      {0xd05, BITPLANE_CORE_COUNTS},  // Cortex-A55
      {0xd07, BITPLANE_CORE_COUNTS},  // Cortex-A57
      {0xd08, BITPLANE_CORE_COUNTS},  // Cortex-A72
      // Four pipes that add, two that look up.
      {0xd44, BITPLANE_CORE_COUNTS},  // Cortex-X1
      {0xd40, BITPLANE_CORE_COUNTS},  // Neoverse V1
      // tbl at the speed of additions.
      {0xd0b, BITPLANE_CORE_LOOKS_UP},  // Cortex-A76
      {0xd0e, BITPLANE_CORE_LOOKS_UP},  // Cortex-A76AE
      {0xd0c, BITPLANE_CORE_LOOKS_UP},  // Neoverse N1
      {0xd0d, BITPLANE_CORE_LOOKS_UP},  // Cortex-A77
      {0xd41, BITPLANE_CORE_LOOKS_UP},  // Cortex-A78
      {0xd42, BITPLANE_CORE_LOOKS_UP},  // Cortex-A78AE
      {0xd4b, BITPLANE_CORE_LOOKS_UP},  // Cortex-A78C
      {0xd49, BITPLANE_CORE_LOOKS_UP},  // Neoverse N2
      {0xd47, BITPLANE_CORE_LOOKS_UP},  // Cortex-A710
  };
  enum { ARM = 0x41, APPLE = 0x61 };
  const uint32_t implementer = midr >> 24, part = midr >> 4 & 0xfff;
  if (implementer == APPLE) return BITPLANE_CORE_LOOKS_UP;
  if (implementer != ARM) return BITPLANE_CORE_UNKNOWN;
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
    if (parts[i].part == part) return (enum bitplane_core)parts[i].core;
  }
  return BITPLANE_CORE_UNKNOWN;
}

bool bitplane_is_lookup_faster(enum bitplane_core core, const struct bitplane_choice* choice) {
  if (core != BITPLANE_CORE_UNKNOWN) return core == BITPLANE_CORE_LOOKS_UP;
  return choice->lookup_ns < choice->count_ns;
}

// Eight pixels of the reference network's first binary layer, 3x3 over 64 channels: 0.6 M products or about 20,000
// instructions a call (by count/), 10 us at one a cycle and 2 GHz; what a kernel touches fits 32 kB of L1. The shortest
// of three calls is one without an interrupt or a cold cache.
enum { PIXELS = 8, FILTERS = 128, WORDS = 9, TRIES = 3 };

struct problem {
  uint64_t a[PIXELS * WORDS];
  // Zeros in either kernel's order, the larger of which has a byte for every four: no time depends on them.
  alignas(64) uint8_t w[FILTERS * WORDS * 16];
  int32_t base[FILTERS], acc[PIXELS * FILTERS];
};

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// Lowers `min` to the time of a call, which is at least 1 ns.
static void time_call(const struct bitplane_bgemm_kernel* kernel, struct problem* problem, uint32_t* min) {
  const uint64_t* a[PIXELS];
  const int32_t* base[PIXELS];
  int32_t* acc[PIXELS];
  for (size_t m = 0; m < PIXELS; m++) {
    a[m] = problem->a + m * WORDS;
    base[m] = problem->base;
    acc[m] = problem->acc + m * FILTERS;
  }
  const struct bitplane_word_run all = {.num_words = WORDS};
  const struct bitplane_bgemm_operands operands = {PIXELS, FILTERS / kernel->filter_block, a, problem->w, WORDS, 1,
                                                   &all};
  const uint64_t start = now_ns();
  kernel->run(&operands, base, acc);
  const uint64_t ns = now_ns() - start;
  if (ns < *min) *min = ns > 0 ? (uint32_t)ns : 1;
}

static struct bitplane_choice race(void) {
  const struct bitplane_bgemm_kernel* looks_up =
      bitplane_select_bgemm(BITPLANE_CPU_NEON | BITPLANE_CPU_FAST_TBL, FILTERS);
  const struct bitplane_bgemm_kernel* counts = bitplane_select_bgemm(BITPLANE_CPU_NEON, FILTERS);
  struct bitplane_choice choice = {.is_measured = true, .lookup_ns = UINT32_MAX, .count_ns = UINT32_MAX};
  struct problem problem = {.a = {0}};
  uint64_t state = 1;
  for (size_t i = 0; i < PIXELS * WORDS; i++) {  // noise, so that rows of the whole table are read; PCG's multiplier
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
    problem.a[i] = state;
  }
  for (int i = 0; i < TRIES; i++) {
    time_call(looks_up, &problem, &choice.lookup_ns);
    time_call(counts, &problem, &choice.count_ns);
  }
  return choice;
}

bool bitplane_choose_lookup(uint32_t midr, struct bitplane_choice* choice) {
  // lookup_ns and, from bit 32 on, count_ns; 0 until a thread has measured. Of threads that come together each
  // measures, and the first one's times apply to all.
  static _Atomic uint64_t measured;
  const enum bitplane_core core = bitplane_core_of(midr);
  *choice = (struct bitplane_choice){.is_measured = core == BITPLANE_CORE_UNKNOWN};
  if (choice->is_measured) {
    uint64_t times = atomic_load(&measured);
    if (times == 0) {
      const struct bitplane_choice mine = race();
      const uint64_t my_times = mine.lookup_ns | (uint64_t)mine.count_ns << 32;
      if (atomic_compare_exchange_strong(&measured, &times, my_times)) times = my_times;
    }
    choice->lookup_ns = (uint32_t)times;
    choice->count_ns = (uint32_t)(times >> 32);
  }
  return bitplane_is_lookup_faster(core, choice);
}

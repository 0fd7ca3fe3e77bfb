// The choice of A64's bgemm kernel: by part number, by given times, by a real race, which on other machines runs their
// portable kernel against itself.
#define _POSIX_C_SOURCE 200809L
#include "kernels/choice.h"

#include <time.h>

#include "check.h"

static void test_parts(void) {
  check(bitplane_core_of(0x410fd083) == BITPLANE_CORE_COUNTS, "Cortex-A72");
  check(bitplane_core_of(0x414fd0b1) == BITPLANE_CORE_LOOKS_UP, "Cortex-A76, another variant");
  check(bitplane_core_of(0x610f0230) == BITPLANE_CORE_LOOKS_UP, "any of Apple's");
  check(bitplane_core_of(0x410fd4d0) == BITPLANE_CORE_UNKNOWN, "Cortex-A715, without a model");
  check(bitplane_core_of(0x510fd0b0) == BITPLANE_CORE_UNKNOWN, "a part of Arm's under another maker");
  check(bitplane_core_of(0) == BITPLANE_CORE_UNKNOWN, "no number");
}

static void test_rule(void) {
  const struct bitplane_choice lookup_wins = {true, 900, 1000}, count_wins = {true, 1000, 900}, tie = {true, 900, 900};
  check(bitplane_is_lookup_faster(BITPLANE_CORE_UNKNOWN, &lookup_wins), "the lesser time, of tbl");
  check(!bitplane_is_lookup_faster(BITPLANE_CORE_UNKNOWN, &count_wins), "the lesser time, of cnt");
  check(!bitplane_is_lookup_faster(BITPLANE_CORE_UNKNOWN, &tie), "a tie leaves it counting");
  check(bitplane_is_lookup_faster(BITPLANE_CORE_LOOKS_UP, &count_wins), "a known core looks up, whatever times say");
  check(!bitplane_is_lookup_faster(BITPLANE_CORE_COUNTS, &lookup_wins), "a known core counts, whatever times say");
}

static void test_race(void) {
  struct bitplane_choice known = {true, 1, 1}, first, second;
  check(!bitplane_choose_lookup(0x410fd034, &known), "the Cortex-A53 counts");
  check(!known.is_measured && known.lookup_ns == 0 && known.count_ns == 0, "a known core is not measured");

  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  const bool looks_up = bitplane_choose_lookup(0, &first);
  clock_gettime(CLOCK_MONOTONIC, &end);
  // Some tens of microseconds on hardware; the rest is for emulators, sanitizers and neighbours.
  check(end.tv_sec - start.tv_sec <= 2, "the race ends soon");
  check(first.is_measured && first.lookup_ns > 0 && first.count_ns > 0, "an unknown core is measured");
  check(looks_up == (first.lookup_ns < first.count_ns), "by its times: %u, %u", first.lookup_ns, first.count_ns);
  check(bitplane_choose_lookup(0, &second) == looks_up, "the process keeps its choice");
  check(second.lookup_ns == first.lookup_ns && second.count_ns == first.count_ns, "and its times");
}

int main(void) {
  test_parts();
  test_rule();
  test_race();
  return report();
}

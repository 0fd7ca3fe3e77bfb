#include "contest.h"

#include "allocate.h"

void hold_contest(struct contestant* contestants, size_t num_contestants, const struct visits* visits) {
  for (size_t i = 0; i < num_contestants; i++) {
    contestants[i].samples = (struct samples){.kept = allocate(MAX_SAMPLES, sizeof(uint64_t))};
  }
  for (uint32_t round = 0; round < visits->num_rounds; round++) {
    for (size_t i = 0; i < num_contestants; i++) {
      sample(contestants[i].run, contestants[i].state, visits->milliseconds, &contestants[i].samples);
    }
  }
}

struct summary finish_contestant(struct contestant* contestant) {
  if (contestant->samples.num_kept == 0) {
    fail(EXIT_FAILED, "%s: no quiet moment: stop other programs on this machine", contestant->name);
  }
  const struct summary summary = summarize(contestant->samples.kept, contestant->samples.num_kept);
  free(contestant->samples.kept);
  return summary;
}

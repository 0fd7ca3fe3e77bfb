// Times this library's layers on one thread and on more, in turn, each result checked first. What counts is a machine
// whose cores are all quiet: the gate sees the first thread's only, so medians of everything kept are shown beside the
// best.
#include <stdio.h>

#include "allocate.h"
#include "arguments.h"
#include "peer_bitplane.h"
#include "quiet.h"
#include "statistics.h"
#include "workers.h"

enum { DEFAULT_THREADS = 2, DEFAULT_ROUNDS = 14, DEFAULT_MILLISECONDS = 60 };

struct measured {
  struct prepared prepared;
  struct samples samples;
};

// One layer: on one thread, and on more.
struct pair {
  struct problem problem;
  struct measured alone, together;
};

static struct measured measure(const struct problem* problem, const struct bitplane_workers* workers) {
  struct measured m = {.prepared = prepare_for_workers(problem, workers)};
  peer.run(m.prepared.state);
  if (!peer.is_right(m.prepared.state, problem)) fail(EXIT_REFUSED, "%s is wrong", problem->layer->name);
  m.samples.kept = allocate(MOST_SAMPLES, sizeof(uint64_t));
  return m;
}

static void release(struct measured* m) {
  peer.release(m->prepared.state);
  free(m->samples.kept);
}

static struct summary summary_of(const struct measured* m, const char* layer) {
  if (m->samples.num_kept == 0) fail(EXIT_REFUSED, "%s: no quiet moment: stop what else runs here", layer);
  return summarize(m->samples.kept, m->samples.num_kept);
}

static void print(const struct pair* pair, uint32_t num_threads) {
  const char* name = pair->problem.layer->name;
  const struct summary alone = summary_of(&pair->alone, name), together = summary_of(&pair->together, name);
  printf("%s: %.1f us, on %lu threads %.1f us; at best %.1f and %.1f us, %.2f\n", name, (double)alone.median / 1e6,
         (unsigned long)num_threads, (double)together.median / 1e6, (double)alone.min / 1e6, (double)together.min / 1e6,
         (double)alone.min / (double)together.min);
}

int main(int argc, char** argv) {
  const char *threads = NULL, *rounds = NULL, *milliseconds = NULL;
  const struct option options[] = {
      {"--threads", &threads}, {"--rounds", &rounds}, {"--milliseconds", &milliseconds}, {NULL, NULL}};
  read_options(argc - 1, argv + 1, options);
  const uint32_t num_threads = read_number("--threads", threads, 2, DEFAULT_THREADS);
  const uint32_t num_rounds = read_number("--rounds", rounds, 1, DEFAULT_ROUNDS);
  const uint32_t visit = read_number("--milliseconds", milliseconds, 1, DEFAULT_MILLISECONDS);
  const struct bitplane_workers workers = start_workers(num_threads);
  struct pair pairs[NUM_BENCH_LAYERS];
  for (size_t i = 0; i < NUM_BENCH_LAYERS; i++) {
    pairs[i].problem = make_problem(&bench_layers[i]);
    pairs[i].alone = measure(&pairs[i].problem, NULL);
    pairs[i].together = measure(&pairs[i].problem, &workers);
  }

  calibrate_probe();
  for (uint32_t round = 0; round < num_rounds; round++) {
    for (size_t i = 0; i < NUM_BENCH_LAYERS; i++) {
      sample(peer.run, pairs[i].alone.prepared.state, visit, &pairs[i].alone.samples);
      sample(peer.run, pairs[i].together.prepared.state, visit, &pairs[i].together.samples);
    }
  }
  for (size_t i = 0; i < NUM_BENCH_LAYERS; i++) print(&pairs[i], num_threads);
  for (size_t i = 0; i < NUM_BENCH_LAYERS; i++) {
    const char* name = bench_layers[i].name;
    const double ratio =
        (double)summary_of(&pairs[i].alone, name).median / (double)summary_of(&pairs[i].together, name).median;
    printf("%lu threads vs 1, %s: %.2f\n", (unsigned long)num_threads, name, ratio);
    release(&pairs[i].alone);
    release(&pairs[i].together);
    free_problem(&pairs[i].problem);
  }
  stop_workers(workers);
  return EXIT_SUCCESS;
}

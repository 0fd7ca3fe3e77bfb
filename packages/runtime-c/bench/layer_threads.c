#include "layer_threads.h"

#include <stdio.h>

#include "allocate.h"
#include "peer_bitplane.h"

// One layer: on one thread, and on more.
struct pair {
  struct problem problem;
  void *alone, *together;
};

static void* prepare(const struct problem* problem, const struct bitplane_team* team) {
  void* state = prepare_for_team(problem, team).state;
  peer.run(state);
  if (!peer.is_right(state, problem)) fail(EXIT_FAILED, "%s is wrong", problem->layer->name);
  return state;
}

static struct pair make_pair(const struct bench_layer* layer, const struct bitplane_team* team) {
  struct pair pair = {.problem = make_problem(layer)};
  pair.alone = prepare(&pair.problem, &(struct bitplane_team){NULL, BITPLANE_MIN_PART});
  pair.together = prepare(&pair.problem, team);
  return pair;
}

static void release(struct pair* pair) {
  peer.release(pair->alone);
  peer.release(pair->together);
  free_problem(&pair->problem);
}

static void enter(const struct pair* pair, struct contestant* contestants) {
  contestants[0] = (struct contestant){.name = pair->problem.layer->name, .run = peer.run, .state = pair->alone};
  contestants[1] = (struct contestant){.name = pair->problem.layer->name, .run = peer.run, .state = pair->together};
}

void compare_layers(const struct bitplane_workers* workers, const struct visits* visits) {
  struct pair pairs[NUM_BENCH_LAYERS];
  struct contestant contestants[2 * NUM_BENCH_LAYERS];
  double ratios[NUM_BENCH_LAYERS];
  const unsigned long num_threads = workers->num_workers;
  for (size_t i = 0; i < NUM_BENCH_LAYERS; i++) {
    pairs[i] = make_pair(&bench_layers[i], &(struct bitplane_team){workers, BITPLANE_MIN_PART});
    enter(&pairs[i], contestants + 2 * i);
  }
  hold_contest(contestants, 2 * NUM_BENCH_LAYERS, visits);
  for (size_t i = 0; i < NUM_BENCH_LAYERS; i++) {
    const struct summary alone = finish_contestant(&contestants[2 * i]);
    const struct summary together = finish_contestant(&contestants[2 * i + 1]);
    ratios[i] = (double)alone.median / (double)together.median;
    printf("%s: %.1f us, on %lu threads %.1f us; at best %.1f and %.1f us, %.2f\n", bench_layers[i].name,
           (double)alone.median / 1e6, num_threads, (double)together.median / 1e6, (double)alone.min / 1e6,
           (double)together.min / 1e6, (double)alone.min / (double)together.min);
    release(&pairs[i]);
  }
  for (size_t i = 0; i < NUM_BENCH_LAYERS; i++) {
    printf("%lu threads vs 1, %s: %.2f\n", num_threads, bench_layers[i].name, ratios[i]);
  }
}

void sweep_sizes(const struct bitplane_workers* workers, const struct visits* visits) {
  // 64 channels to 64 filters, 3 x 3: 36,864 products a pixel.
  static const struct bench_layer layers[] = {
      {"0.26 M", 1, 7, 64, 64, 3},   {"0.52 M", 2, 7, 64, 64, 3},  {"1.0 M", 4, 7, 64, 64, 3},
      {"1.5 M", 6, 7, 64, 64, 3},    {"2.1 M", 8, 7, 64, 64, 3},   {"3.1 M", 12, 7, 64, 64, 3},
      {"4.1 M", 8, 14, 64, 64, 3},   {"6.2 M", 12, 14, 64, 64, 3}, {"8.3 M", 16, 14, 64, 64, 3},
      {"16.5 M", 16, 28, 64, 64, 3},
  };
  enum { NUM_SIZES = sizeof layers / sizeof layers[0] };
  struct pair pairs[NUM_SIZES];
  struct contestant contestants[2 * NUM_SIZES];
  for (size_t i = 0; i < NUM_SIZES; i++) {
    const float half = (float)num_products(&layers[i]) / 2;
    pairs[i] = make_pair(&layers[i], &(struct bitplane_team){workers, half});
    enter(&pairs[i], contestants + 2 * i);
  }
  hold_contest(contestants, 2 * NUM_SIZES, visits);
  for (size_t i = 0; i < NUM_SIZES; i++) {
    const struct summary alone = finish_contestant(&contestants[2 * i]);
    const struct summary together = finish_contestant(&contestants[2 * i + 1]);
    printf("%s products: %.2f us, in two parts %.2f us, %.2f; at best %.2f\n", layers[i].name,
           (double)alone.median / 1e6, (double)together.median / 1e6, (double)alone.median / (double)together.median,
           (double)alone.min / (double)together.min);
    release(&pairs[i]);
  }
}

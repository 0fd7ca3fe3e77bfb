// Times a peer's layers, each result checked first. Prints one JSON line per layer.
#include <inttypes.h>
#include <stdio.h>

#include "allocate.h"
#include "arguments.h"
#include "bound.h"
#include "clock.h"
#include "cpu_mask.h"
#include "json.h"
#include "peer.h"
#include "quiet.h"
#include "statistics.h"

// Engines of WebAssembly compile what runs often a second time, and use that only after a while.
#ifdef __wasm__
enum { WARM_UP_MILLISECONDS = 200 };
#else
enum { WARM_UP_MILLISECONDS = 0 };
#endif

enum { DEFAULT_ROUNDS = 14, DEFAULT_MILLISECONDS = 60 };

struct measured {
  struct problem problem;
  struct prepared prepared;
  struct samples samples;
  struct samples reach;  // of the library, if it costs
};

static struct measured prepare(const struct bench_layer* layer) {
  struct measured m = {.problem = make_problem(layer)};
  m.prepared = peer.prepare(&m.problem);
  peer.run(m.prepared.state);
  if (!peer.is_right(m.prepared.state, &m.problem)) fail(EXIT_FAILED, "%s: %s is wrong", peer.name, layer->name);
  m.samples.kept = allocate(MAX_SAMPLES, sizeof(uint64_t));
  m.reach.kept = allocate(MAX_SAMPLES, sizeof(uint64_t));
  return m;
}

static void warm_up(const struct measured* m) {
  const uint64_t end = now_ns() + WARM_UP_MILLISECONDS * UINT64_C(1000000);
  while (now_ns() < end) peer.run(m->prepared.state);
}

static void release(struct measured* m) {
  peer.release(m->prepared.state);
  free_problem(&m->problem);
  free(m->samples.kept);
  free(m->reach.kept);
}

static void print_number_or_null(const char* name, double value) {
  if (value > 0) {
    printf(",\"%s\":%.3f", name, value);
  } else {
    printf(",\"%s\":null", name);
  }
}

static void print(const struct measured* m, double gigahertz) {
  const struct bench_layer* layer = m->problem.layer;
  fputs("{\"schema\":\"bitplane-layer-bench/1\",\"peer\":", stdout);
  print_json_string(peer.name);
  printf(",\"layer\":\"%s\",\"kernel\":", layer->name);
  if (m->prepared.kernel == NULL) {
    fputs("null", stdout);
  } else {
    print_json_string(m->prepared.kernel);
  }
  printf(",\"kept\":%zu,\"rejected\":%zu,\"gigahertz\":%.2f", m->samples.num_kept, m->samples.num_rejected, gigahertz);
  const bool is_reached_free = peer.reach == NULL;
  if (m->samples.num_kept == 0 || (!is_reached_free && m->reach.num_kept == 0)) {
    puts(",\"median_ns\":null}");
    return;
  }
  const struct summary summary = summarize(m->samples.kept, m->samples.num_kept);
  const uint64_t reach = is_reached_free ? 0 : summarize(m->reach.kept, m->reach.num_kept).median;
  const double ns = summary.median > reach ? (double)(summary.median - reach) / 1000 : 0;
  if (!is_reached_free) printf(",\"reach_ns\":%.0f", (double)reach / 1000);
  if (ns == 0) {
    puts(",\"median_ns\":null}");
    return;
  }
  const double rate = (double)num_products(layer) / ns / gigahertz;
  const double bound = m->prepared.kernel == NULL ? 0 : port_bound(m->prepared.kernel, gigahertz);
  printf(",\"median_ns\":%.0f,\"min_ns\":%.0f,\"mac_per_cycle\":%.1f", ns,
         ns - (double)(summary.median - summary.min) / 1000, rate);
  print_number_or_null("port_bound", bound);
  print_number_or_null("share", bound > 0 ? rate / bound : 0);
  puts("}");
  fflush(stdout);
}

int main(int argc, char** argv) {
  const char *rounds = NULL, *milliseconds = NULL, *only = NULL;
  const struct option options[] = {
      {"--rounds", &rounds}, {"--milliseconds", &milliseconds}, {"--layer", &only}, {NULL, NULL}};
  read_options(argc - 1, argv + 1, options);
  const uint32_t num_rounds = read_number("--rounds", rounds, 1, DEFAULT_ROUNDS);
  const uint32_t visit = read_number("--milliseconds", milliseconds, 1, DEFAULT_MILLISECONDS);
  struct measured measured[NUM_BENCH_LAYERS];
  size_t num_layers = 0;
  for (size_t i = 0; i < NUM_BENCH_LAYERS; i++) {
    if (only == NULL || strcmp(only, bench_layers[i].name) == 0) measured[num_layers++] = prepare(&bench_layers[i]);
  }
  if (num_layers == 0) fail(EXIT_USAGE, "option --layer: expected L1 to L%d, got '%s'", NUM_BENCH_LAYERS, only);

  for (size_t i = 0; i < num_layers; i++) warm_up(&measured[i]);
  calibrate_probe();
  const double gigahertz = measure_gigahertz();
  for (uint32_t round = 0; round < num_rounds; round++) {
    for (size_t i = 0; i < num_layers; i++) {
      sample(peer.run, measured[i].prepared.state, visit, &measured[i].samples);
      if (peer.reach != NULL) sample(peer.reach, measured[i].prepared.state, visit / 4 + 1, &measured[i].reach);
    }
  }
  for (size_t i = 0; i < num_layers; i++) {
    print(&measured[i], gigahertz);
    release(&measured[i]);
  }
  return EXIT_SUCCESS;
}

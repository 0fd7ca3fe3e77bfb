// Times a peer's layers, each result checked first. Prints one JSON line per layer.
#include <inttypes.h>
#include <stdio.h>

#include "allocate.h"
#include "arguments.h"
#include "bound.h"
#include "cpu_mask.h"
#include "json.h"
#include "peer.h"
#include "quiet.h"
#include "statistics.h"

enum { DEFAULT_ROUNDS = 14, DEFAULT_MILLISECONDS = 60 };

struct measured {
  struct problem problem;
  struct prepared prepared;
  struct samples samples;
};

static struct measured prepare(const struct bench_layer* layer) {
  struct measured m = {.problem = make_problem(layer)};
  m.prepared = peer.prepare(&m.problem);
  peer.run(m.prepared.state);
  if (!peer.is_right(m.prepared.state, &m.problem)) fail(EXIT_FAILED, "%s: %s is wrong", peer.name, layer->name);
  m.samples.kept = allocate(MAX_SAMPLES, sizeof(uint64_t));
  return m;
}

static void release(struct measured* m) {
  peer.release(m->prepared.state);
  free_problem(&m->problem);
  free(m->samples.kept);
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
  if (m->samples.num_kept == 0) {
    puts(",\"median_ns\":null}");
    return;
  }
  const struct summary summary = summarize(m->samples.kept, m->samples.num_kept);
  const double ns = (double)summary.median / 1000;
  const double rate = (double)num_products(layer) / ns / gigahertz;
  const double bound = m->prepared.kernel == NULL ? 0 : port_bound(m->prepared.kernel, gigahertz);
  printf(",\"median_ns\":%.0f,\"min_ns\":%.0f,\"mac_per_cycle\":%.1f", ns, (double)summary.min / 1000, rate);
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

  calibrate_probe();
  const double gigahertz = measure_gigahertz();
  for (uint32_t round = 0; round < num_rounds; round++) {
    for (size_t i = 0; i < num_layers; i++) {
      sample(peer.run, measured[i].prepared.state, visit, &measured[i].samples);
    }
  }
  for (size_t i = 0; i < num_layers; i++) {
    print(&measured[i], gigahertz);
    release(&measured[i]);
  }
  return EXIT_SUCCESS;
}

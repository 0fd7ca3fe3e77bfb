// Times this library's layers and a network on one thread and on more, in turn, each result checked first. What counts
// is a machine whose cores are all quiet: the gate sees the first thread's only, so medians of everything kept are
// shown beside the best.
#include <stdlib.h>

#include "arguments.h"
#include "fail.h"
#include "layer_threads.h"
#include "throughput.h"
#include "workers.h"

enum { DEFAULT_THREADS = 2, DEFAULT_ROUNDS = 14, DEFAULT_MILLISECONDS = 60 };

int main(int argc, char** argv) {
  const char *threads = NULL, *rounds = NULL, *milliseconds = NULL, *path = NULL;
  const struct option options[] = {{"--threads", &threads},
                                   {"--rounds", &rounds},
                                   {"--milliseconds", &milliseconds},
                                   {"--model", &path},
                                   {NULL, NULL}};
  read_options(argc - 1, argv + 1, options);
  const uint32_t num_threads = read_number("--threads", threads, 2, DEFAULT_THREADS);
  const struct visits visits = {read_number("--rounds", rounds, 1, DEFAULT_ROUNDS),
                                read_number("--milliseconds", milliseconds, 1, DEFAULT_MILLISECONDS)};
  calibrate_probe();
  const struct bitplane_workers workers = start_workers(num_threads);
  compare_layers(&workers, &visits);
  sweep_sizes(&workers, &visits);
  stop_workers(workers);
  if (path != NULL) measure_throughput(path, num_threads, &visits);
  return EXIT_SUCCESS;
}

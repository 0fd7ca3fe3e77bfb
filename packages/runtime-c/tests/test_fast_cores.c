// Which cores a measurement keeps to, on made systems: argv[1] is a folder to make one in.
#define _GNU_SOURCE
#include "../tools/fast_cores.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

#if defined(__linux__)
#include <sched.h>
#include <sys/stat.h>
#endif

struct example {
  const char* name;
  uint32_t capacities[8];
  uint32_t num_threads;
  const char* cores;
};

static const struct example examples[] = {
    {"four fast and four slow cores", {446, 446, 446, 446, 1024, 1024, 1024, 1024}, 1, "4 5 6 7 "},
    {"as many threads as fast cores", {446, 446, 446, 446, 1024, 1024, 1024, 1024}, 4, "4 5 6 7 "},
    {"more threads than fast cores", {446, 446, 446, 446, 1024, 1024, 1024, 1024}, 5, ""},
    {"three kinds, one thread", {250, 250, 250, 250, 870, 870, 870, 1024}, 1, "7 "},
    {"three kinds, two threads", {250, 250, 250, 250, 870, 870, 870, 1024}, 2, "4 5 6 7 "},
    {"a fast core that must not be used", {446, 446, 446, 446, 1024, 0, 1024, 0}, 1, "4 6 "},
    {"cores of one kind", {1024, 1024, 1024, 1024}, 1, ""},
    {"one core", {1024}, 1, ""},
    {"none that may be used", {0}, 1, ""},
};

static void test_examples(void) {
  for (size_t k = 0; k < sizeof examples / sizeof *examples; k++) {
    const struct example* example = &examples[k];
    const struct core_list list = choose_fast_cores(example->capacities, 8, example->num_threads);
    char cores[64] = "";
    for (size_t i = 0; i < list.count; i++) {
      snprintf(cores + strlen(cores), sizeof cores - strlen(cores), "%u ", (unsigned)list.cores[i]);
    }
    check(strcmp(cores, example->cores) == 0, "%s: expected '%s', got '%s'", example->name, example->cores, cores);
  }
}

#if defined(__linux__)
// The first core that this program may use gets one capacity, all others another.
static void make_system(const char* folder, int first, unsigned first_capacity, unsigned capacity) {
  mkdir(folder, 0755);
  for (int i = 0; i < MAX_CORES; i++) {
    char path[512];
    snprintf(path, sizeof path, "%s/cpu%d", folder, i);
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/cpu%d/cpu_capacity", folder, i);
    FILE* file = fopen(path, "w");
    if (file == NULL) continue;
    fprintf(file, "%u\n", i == first ? first_capacity : capacity);
    fclose(file);
  }
}

static void test_this_system(const char* folder) {
  cpu_set_t usable, kept;
  int first = 0;
  if (sched_getaffinity(0, sizeof usable, &usable) != 0) return;
  while (first < MAX_CORES && !CPU_ISSET((size_t)first, &usable)) first++;
  struct core_list list = find_fast_cores("/none/such", 1);
  check(list.count == 0, "a system that tells nothing gives no cores, got %zu", list.count);

  make_system(folder, first, 1024, 512);
  list = find_fast_cores(folder, 1);
  if (CPU_COUNT(&usable) == 1) {
    check(list.count == 0, "of one core nothing is to be chosen, got %zu", list.count);
    return;
  }
  check(list.count == 1 && list.cores[0] == first, "expected core %d alone, got %zu cores", first, list.count);
  keep_to_cores(&list);
  sched_getaffinity(0, sizeof kept, &kept);
  check(list.count == 1 && CPU_COUNT(&kept) == 1 && CPU_ISSET((size_t)first, &kept), "kept to core %d", first);
  sched_setaffinity(0, sizeof usable, &usable);

  list = (struct core_list){1, {MAX_CORES - 1}};
  if (CPU_ISSET(MAX_CORES - 1, &usable)) return;
  keep_to_cores(&list);
  check(list.count == 0, "a core that is not there is not kept to");
}
#else
static void test_this_system(const char* folder) { (void)folder; }
#endif

int main(int argc, char** argv) {
  test_examples();
  if (argc > 1) test_this_system(argv[1]);
  return report();
}

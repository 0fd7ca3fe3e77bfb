// Times every binary kernel that this CPU runs, alone: weights packed, patches or lanes gathered, no thresholds. Each
// result is checked first. The result is a table of products per cycle; kernels take turns, so that all of them see the
// same machine.
#include <stdio.h>
#include <string.h>

#include "allocate.h"
#include "arguments.h"
#include "bits.h"
#include "bound.h"
#include "cpu_mask.h"
#include "prepared_kernels.h"
#include "quiet.h"
#include "random.h"
#include "statistics.h"

enum { DEFAULT_ROUNDS = 14, DEFAULT_MILLISECONDS = 20, PIXELS = 128, FILTERS = 128, NUM_DEPTHS = 3, MAX_KERNELS = 16 };

static const size_t depths[NUM_DEPTHS] = {576, 1152, 2304};  // 3x3 windows of 64, 128 and 256 channels

// Rows of signs and what their products are.
struct problem {
  size_t num_words;
  uint64_t *a, *w;  // [PIXELS, num_words], [FILTERS, num_words]
  int32_t* base;    // [FILTERS]
  int32_t* sums;    // [PIXELS, FILTERS]
};

// One kernel with one problem, prepared as for the kernel's test.
struct measured {
  const char* name;
  uint32_t cpu_features;
  const struct bitplane_bgemm_kernel* rows;  // one of these
  const struct bitplane_lanes_kernel* lanes;
  const struct problem* problem;
  struct packed_filters packed;    // for `rows`
  struct prepared_lanes prepared;  // for `lanes`
  const uint64_t* a[PIXELS];
  const int32_t* base[PIXELS];
  int32_t* sums[PIXELS];  // rows of acc
  int32_t inside[PIXELS];
  int32_t* acc;
  struct samples samples;
};

static struct problem make_problem(size_t depth) {
  struct random random = seeded(depth);
  const size_t num_words = depth / BITPLANE_WORD_BITS;
  struct problem problem = {.num_words = num_words,
                            .a = allocate(PIXELS * num_words, sizeof(uint64_t)),
                            .w = allocate(FILTERS * num_words, sizeof(uint64_t)),
                            .base = allocate(FILTERS, sizeof(int32_t)),
                            .sums = allocate(PIXELS * FILTERS, sizeof(int32_t))};
  for (size_t k = 0; k < PIXELS * num_words; k++) problem.a[k] = next_word(&random);
  for (size_t k = 0; k < FILTERS * num_words; k++) problem.w[k] = next_word(&random);
  for (size_t n = 0; n < FILTERS; n++) problem.base[n] = (int32_t)depth;
  for (size_t i = 0; i < PIXELS * FILTERS; i++) {
    const uint64_t *a = problem.a + i / FILTERS * num_words, *w = problem.w + i % FILTERS * num_words;
    problem.sums[i] = (int32_t)depth;
    for (size_t k = 0; k < num_words; k++) problem.sums[i] -= 2 * bitplane_popcount(a[k] ^ w[k]);
  }
  return problem;
}

static void release_problem(struct problem* problem) {
  free(problem->a);
  free(problem->w);
  free(problem->base);
  free(problem->sums);
}

static void run(void* state) {
  const struct measured* m = state;
  const size_t num_words = m->problem->num_words;
  if (BITPLANE_NUM_LANES_KERNELS > 0 && m->lanes != NULL) {
    const struct bitplane_lane_tile tile = {PIXELS, num_words, m->prepared.lanes};
    m->lanes->run(&tile, m->prepared.num_blocks, m->prepared.packed, m->inside, m->acc, FILTERS);
    return;
  }
  const struct bitplane_word_run all = {.num_words = num_words};
  const struct bitplane_bgemm_operands operands = {PIXELS, m->packed.num_blocks, m->a, m->packed.weights, num_words, 1,
                                                   &all};
  m->rows->run(&operands, m->base, m->sums);
}

static void check(struct measured* m) {
  m->acc = allocate(PIXELS * FILTERS, sizeof *m->acc);
  for (size_t pixel = 0; pixel < PIXELS; pixel++) m->sums[pixel] = m->acc + pixel * FILTERS;
  m->samples.kept = allocate(MAX_SAMPLES, sizeof *m->samples.kept);
  run(m);
  if (memcmp(m->acc, m->problem->sums, PIXELS * FILTERS * sizeof *m->acc) != 0)
    fail(EXIT_FAILED, "%s: wrong sums at K = %zu", m->name, m->problem->num_words * BITPLANE_WORD_BITS);
}

static struct filter_rows filters_of(const struct problem* problem) {
  return (struct filter_rows){FILTERS, problem->num_words, problem->w};
}

static void begin_rows(struct measured* m, const struct bitplane_bgemm_kernel* kernel, const struct problem* problem) {
  const struct filter_rows filters = filters_of(problem);
  *m =
      (struct measured){.name = kernel->name, .cpu_features = kernel->cpu_features, .rows = kernel, .problem = problem};
  m->packed = pack_filters(kernel, &filters, 0);
  for (size_t pixel = 0; pixel < PIXELS; pixel++) {
    m->a[pixel] = problem->a + pixel * problem->num_words;
    m->base[pixel] = problem->base;
  }
  check(m);
}

// The rows are one image row of as many channels, under a window of one tap.
static void begin_lanes(struct measured* m, const struct bitplane_lanes_kernel* kernel, const struct problem* problem) {
  *m = (struct measured){
      .name = kernel->name, .cpu_features = kernel->cpu_features, .lanes = kernel, .problem = problem};
  uint8_t* padding = allocate(PIXELS + BITPLANE_LANE_SLACK, 1);
  const struct lane_problem one_tap = {
      .geometry = {PIXELS, 1, problem->num_words, 1, 1, 1, 1, PIXELS, 1},
      .filters = filters_of(problem),
      .image = problem->a,
      .padding = padding,
  };
  m->prepared = prepare_lanes(kernel, &one_tap);
  free(padding);
  for (size_t pixel = 0; pixel < PIXELS; pixel++) m->inside[pixel] = problem->base[0];
  check(m);
}

static void release(struct measured* m) {
  free(m->packed.memory);
  free_prepared_lanes(&m->prepared);
  free(m->acc);
  free(m->samples.kept);
}

// Returns products per cycle; 0 if no sample counted.
static double rate(const struct measured* m, double gigahertz) {
  if (m->samples.num_kept == 0) return 0;
  const double ns = (double)summarize(m->samples.kept, m->samples.num_kept).median / 1000;
  return (double)(PIXELS * FILTERS * m->problem->num_words * BITPLANE_WORD_BITS) / ns / gigahertz;
}

// A line of the table. Returns the rate at the largest depth.
static double print(const struct measured measured[NUM_DEPTHS], double gigahertz) {
  double last = 0;
  printf("%-32s", measured->name);
  for (size_t i = 0; i < NUM_DEPTHS; i++) {
    last = rate(&measured[i], gigahertz);
    printf(last > 0 ? " %7.1f" : "       -", last);
  }
  const double bound = port_bound(measured->name, gigahertz);
  printf(bound > 0 ? " %7.0f\n" : "       -\n", bound);
  return last;
}

// What `kernels` reach against the first of them that asks for AVX2 and nothing else, the yardstick of x86.
static void print_against_avx2(const struct measured* kernels, const double* rates, size_t num_kernels) {
  size_t yardstick = 0;
  while (yardstick < num_kernels && kernels[yardstick * NUM_DEPTHS].cpu_features != BITPLANE_CPU_AVX2) yardstick++;
  if (yardstick == num_kernels || rates[yardstick] <= 0) return;
  const char* name = kernels[yardstick * NUM_DEPTHS].name;
  for (size_t i = 0; i < num_kernels; i++) {
    if (i == yardstick) continue;
    const char* other = kernels[i * NUM_DEPTHS].name;
    printf("%s vs %s, K = %zu: %.1f %%\n", other, name, depths[NUM_DEPTHS - 1], 100 * rates[i] / rates[yardstick]);
  }
}

static bool is_wanted(const char* name, uint32_t cpu_features, const char* only) {
  return (cpu_features & ~used_features()) == 0 && (only == NULL || strstr(name, only) != NULL);
}

static struct measured* take_kernel(struct measured* measured, size_t* num_kernels) {
  if (*num_kernels == MAX_KERNELS) fail(EXIT_FAILED, "more than %d kernels", MAX_KERNELS);
  return &measured[(*num_kernels)++ * NUM_DEPTHS];
}

int main(int argc, char** argv) {
  const char *rounds = NULL, *milliseconds = NULL, *only = NULL;
  const struct option options[] = {
      {"--rounds", &rounds}, {"--milliseconds", &milliseconds}, {"--kernel", &only}, {NULL, NULL}};
  read_options(argc - 1, argv + 1, options);
  const uint32_t num_rounds = read_number("--rounds", rounds, 1, DEFAULT_ROUNDS);
  const uint32_t visit = read_number("--milliseconds", milliseconds, 1, DEFAULT_MILLISECONDS);
  static struct measured measured[MAX_KERNELS * NUM_DEPTHS];
  struct problem problems[NUM_DEPTHS];
  for (size_t i = 0; i < NUM_DEPTHS; i++) problems[i] = make_problem(depths[i]);
  size_t num_kernels = 0;
  for (size_t i = 0; i < bitplane_num_bgemm_kernels; i++) {
    const struct bitplane_bgemm_kernel* kernel = &bitplane_bgemm_kernels[i];
    if (!is_wanted(kernel->name, kernel->cpu_features, only)) continue;
    struct measured* next = take_kernel(measured, &num_kernels);
    for (size_t j = 0; j < NUM_DEPTHS; j++) begin_rows(&next[j], kernel, &problems[j]);
  }
  for (size_t i = 0; BITPLANE_NUM_LANES_KERNELS > 0 && i < bitplane_num_lanes_kernels; i++) {
    const struct bitplane_lanes_kernel* kernel = bitplane_lanes_kernels[i];
    if (!is_wanted(kernel->name, kernel->cpu_features, only)) continue;
    struct measured* next = take_kernel(measured, &num_kernels);
    for (size_t j = 0; j < NUM_DEPTHS; j++) begin_lanes(&next[j], kernel, &problems[j]);
  }
  if (num_kernels == 0) fail(EXIT_USAGE, "option --kernel: no kernel that this CPU runs has '%s' in its name", only);

  calibrate_probe();
  const double gigahertz = measure_gigahertz();
  for (uint32_t round = 0; round < num_rounds; round++) {
    for (size_t i = 0; i < num_kernels * NUM_DEPTHS; i++) sample(run, &measured[i], visit, &measured[i].samples);
  }
  printf("products per cycle, %d pixels by %d filters, %.2f GHz\n%-32s", PIXELS, FILTERS, gigahertz, "");
  for (size_t i = 0; i < NUM_DEPTHS; i++) printf(" K = %-3zu", depths[i]);
  puts("   bound");
  double rates[MAX_KERNELS];
  for (size_t i = 0; i < num_kernels; i++) rates[i] = print(&measured[i * NUM_DEPTHS], gigahertz);
  print_against_avx2(measured, rates, num_kernels);
  for (size_t i = 0; i < num_kernels * NUM_DEPTHS; i++) release(&measured[i]);
  for (size_t i = 0; i < NUM_DEPTHS; i++) release_problem(&problems[i]);
  return EXIT_SUCCESS;
}

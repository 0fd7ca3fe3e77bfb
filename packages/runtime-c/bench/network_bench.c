// Times a network's image and what of it is spent in binary kernels. The linker puts a clock around the kernels: with
// --wrap, what asks the library for one gets ours, which calls it.
#define _POSIX_C_SOURCE 200809L
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "allocate.h"
#include "arguments.h"
#include "kernels/lanes.h"
#include "loaded_network.h"
#include "random.h"
#include "statistics.h"

enum { DEFAULT_REPEATS = 4000, MAX_KERNELS = 4 };

typedef const struct bitplane_bgemm_kernel* select_fn(uint32_t cpu_features, size_t num_filters);
select_fn __real_bitplane_select_bgemm, __wrap_bitplane_select_bgemm;

// A kernel of the library and the copy of its line that is given out in its place.
struct timed_kernel {
  const struct bitplane_bgemm_kernel* real;
  struct bitplane_bgemm_kernel given;
};

static struct timed_kernel kernels[MAX_KERNELS];
static size_t num_kernels;
static bool is_timing;
static uint64_t kernels_ns;

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// What the clock itself adds to a time.
static uint64_t clock_ns(void) {
  static uint64_t samples[1000];
  for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
    const uint64_t start = now_ns();
    samples[i] = now_ns() - start;
  }
  return summarize(samples, sizeof samples / sizeof samples[0]).median;
}

static uint64_t clock_cost;

static void add_since(uint64_t start) {
  if (!is_timing) return;
  const uint64_t ns = now_ns() - start;
  kernels_ns += ns > clock_cost ? ns - clock_cost : 0;
}

#define DEFINE_TIMED(i)                                                                                         \
  static void run_timed_##i(const struct bitplane_bgemm_operands* operands, const int32_t* const* base,         \
                            int32_t* const* acc) {                                                              \
    const uint64_t start = is_timing ? now_ns() : 0;                                                            \
    kernels[i].real->run(operands, base, acc);                                                                  \
    add_since(start);                                                                                           \
  }                                                                                                             \
  static void run_signs_timed_##i(const struct bitplane_bgemm_operands* operands, const int16_t* const* limits, \
                                  bool has_min, uint64_t* const* bits) {                                        \
    const uint64_t start = is_timing ? now_ns() : 0;                                                            \
    kernels[i].real->run_signs(operands, limits, has_min, bits);                                                \
    add_since(start);                                                                                           \
  }
DEFINE_TIMED(0)
DEFINE_TIMED(1)
DEFINE_TIMED(2)
DEFINE_TIMED(3)

const struct bitplane_bgemm_kernel* __wrap_bitplane_select_bgemm(uint32_t cpu_features, size_t num_filters) {
  static bitplane_bgemm_fn* const timed[MAX_KERNELS] = {run_timed_0, run_timed_1, run_timed_2, run_timed_3};
  static bitplane_bgemm_signs_fn* const timed_signs[MAX_KERNELS] = {run_signs_timed_0, run_signs_timed_1,
                                                                    run_signs_timed_2, run_signs_timed_3};
  const struct bitplane_bgemm_kernel* real = __real_bitplane_select_bgemm(cpu_features, num_filters);
  for (size_t i = 0; i < num_kernels; i++) {
    if (kernels[i].real == real) return &kernels[i].given;
  }
  if (num_kernels == MAX_KERNELS) fail(EXIT_FAILED, "the network has more than %d binary kernels", MAX_KERNELS);
  struct timed_kernel* kernel = &kernels[num_kernels];
  *kernel = (struct timed_kernel){real, *real};
  kernel->given.run = timed[num_kernels];
  if (real->run_signs != NULL) kernel->given.run_signs = timed_signs[num_kernels];
  num_kernels++;
  return &kernel->given;
}

typedef const struct bitplane_lanes_kernel* select_lanes_fn(uint32_t cpu_features, struct bitplane_lanes_shape shape,
                                                            const struct bitplane_bgemm_kernel* rival);
select_lanes_fn __real_bitplane_select_lanes, __wrap_bitplane_select_lanes;

// The one kernel with pixels in lanes that a CPU takes.
static const struct bitplane_lanes_kernel* real_lanes;
static struct bitplane_lanes_kernel given_lanes;

static void run_lanes_timed(const struct bitplane_lane_tile* tile, size_t num_blocks, const void* w,
                            const int32_t* inside, int32_t* acc, size_t ldacc) {
  const uint64_t start = is_timing ? now_ns() : 0;
  real_lanes->run(tile, num_blocks, w, inside, acc, ldacc);
  add_since(start);
}

static void run_lanes_signs_timed(const struct bitplane_lane_tile* tile, size_t num_blocks, const void* w,
                                  const struct bitplane_lane_limits* limits, uint64_t* bits) {
  const uint64_t start = is_timing ? now_ns() : 0;
  real_lanes->run_signs(tile, num_blocks, w, limits, bits);
  add_since(start);
}

const struct bitplane_lanes_kernel* __wrap_bitplane_select_lanes(uint32_t cpu_features,
                                                                 struct bitplane_lanes_shape shape,
                                                                 const struct bitplane_bgemm_kernel* rival) {
  if (BITPLANE_NUM_LANES_KERNELS == 0) return NULL;
  const struct bitplane_lanes_kernel* real = __real_bitplane_select_lanes(cpu_features, shape, rival);
  if (real == NULL) return NULL;
  if (real_lanes != NULL && real_lanes != real) fail(EXIT_FAILED, "two kernels with pixels in lanes");
  real_lanes = real;
  given_lanes = *real;
  given_lanes.run = run_lanes_timed;
  given_lanes.run_signs = run_lanes_signs_timed;
  return &given_lanes;
}

static uint8_t* make_image(const struct bitplane_model* model) {
  struct bitplane_tensor input;
  struct random random = seeded(1);
  bitplane_model_input(model, &input);
  uint8_t* image = allocate(input.nbytes, 1);
  for (size_t k = 0; k < input.nbytes; k++) image[k] = (uint8_t)next_int(&random, 0, 255);
  return image;
}

// Portable kernels must give the same bits.
static void check_output(const struct loaded_network* loaded, const uint8_t* image) {
  const struct bitplane_options portable = {0};
  struct bitplane_network* network;
  struct bitplane_tensor expected;
  struct bitplane_memory arena;
  const enum bitplane_status status = bitplane_arena_nbytes(&loaded->model, &portable, &arena.nbytes);
  if (status != BITPLANE_OK) fail(EXIT_FAILED, "%s: %s", loaded->path, bitplane_status_text(status));
  arena.data = allocate(arena.nbytes, 1);
  bitplane_network_init(&loaded->model, &portable, arena, &network);
  bitplane_run(network, image, NULL, &expected);
  const struct bitplane_tensor output = run_image(loaded, image, NULL);
  if (memcmp(output.data, expected.data, output.nbytes) != 0) fail(EXIT_FAILED, "%s: wrong output", loaded->path);
  free(arena.data);
}

static uint64_t time_image(const struct loaded_network* loaded, const uint8_t* image, bool times_kernels) {
  is_timing = times_kernels;
  kernels_ns = 0;
  const uint64_t start = now_ns();
  run_image(loaded, image, NULL);
  return now_ns() - start;
}

int main(int argc, char** argv) {
  const char *path = NULL, *repeats = NULL;
  const struct option options[] = {{"--model", &path}, {"--repeats", &repeats}, {NULL, NULL}};
  read_options(argc - 1, argv + 1, options);
  const uint32_t num_repeats = read_number("--repeats", repeats, 1, DEFAULT_REPEATS);
  struct loaded_network loaded = load_network(require_option("--model", path), &(struct loading){.num_threads = 1});
  uint8_t* image = make_image(&loaded.model);
  check_output(&loaded, image);

  clock_cost = clock_ns();
  uint64_t *whole = allocate(num_repeats, sizeof *whole), *inside = allocate(num_repeats, sizeof *inside);
  for (uint32_t i = 0; i < num_repeats; i++) {
    whole[i] = time_image(&loaded, image, false);
    time_image(&loaded, image, true);
    inside[i] = kernels_ns;
  }
  const double image_us = (double)summarize(whole, num_repeats).median / 1000;
  const double kernels_us = (double)summarize(inside, num_repeats).median / 1000;
  printf("%s: %.1f us per image, %.1f us of it in binary kernels\n", loaded.model.name, image_us, kernels_us);
  for (uint32_t index = 0; index < bitplane_num_steps(loaded.network); index++) {
    struct bitplane_step step;
    bitplane_describe_step(loaded.network, index, &step);
    printf("%-16s %-40s %s\n", step.name, step.kind, step.kernel);
  }
  printf("time outside binary kernels: %.1f %%\n", 100 * (1 - kernels_us / image_us));
  free(whole);
  free(inside);
  free(image);
  unload_network(&loaded);
  return EXIT_SUCCESS;
}

// Random networks on a pool of threads: the oracle's bits for any number of them, one image or a batch, and two
// networks in turn on one pool.
#include <stdlib.h>
#include <string.h>

#include "bitplane/thread_pool.h"
#include "check.h"
#include "comparison.h"

enum { NUM_PAIRS = 60, NUM_IMAGES = 5 };

struct prepared {
  struct random_network drawn;
  struct bitplane_model model;
  struct bitplane_tensor input, output;
  struct bitplane_network* network;
  void* arena;
};

static struct prepared prepare(unsigned seed, const struct bitplane_options* options) {
  struct prepared p = {.drawn = make_random_network(seed)};
  struct bitplane_memory arena = {NULL, 0};
  check(bitplane_model_load(p.drawn.file.bytes, p.drawn.file.nbytes, &p.model) == BITPLANE_OK, "seed %u: load", seed);
  bitplane_model_input(&p.model, &p.input);
  bitplane_model_output(&p.model, &p.output);
  check(bitplane_arena_nbytes(&p.model, options, &arena.nbytes) == BITPLANE_OK, "seed %u: arena", seed);
  p.arena = arena.data = aligned_alloc(BITPLANE_ARENA_ALIGNMENT, arena.nbytes);
  check(bitplane_network_init(&p.model, options, arena, &p.network) == BITPLANE_OK, "seed %u: init", seed);
  return p;
}

static void release(struct prepared* p) {
  free_random_network(&p->drawn);
  free(p->arena);
}

static void test_image(const struct prepared* p, unsigned seed) {
  struct comparison comparison = {&p->drawn, 0, 0};
  const struct bitplane_observer observer = {compare_output, &comparison};
  struct bitplane_tensor output;
  check(bitplane_run(p->network, p->drawn.image, &observer, &output) == BITPLANE_OK, "seed %u: run", seed);
  check(comparison.num_wrong == 0 && comparison.num_right == bitplane_num_steps(p->network), "seed %u: outputs", seed);
  check(holds(&output, &p->drawn.outputs[p->drawn.num_layers]), "seed %u: the network's output", seed);
}

static void test_images(const struct prepared* p, unsigned seed) {
  uint8_t* images = malloc(NUM_IMAGES * p->input.nbytes);
  uint8_t* outputs = aligned_alloc(64, (NUM_IMAGES * p->output.nbytes + 63) / 64 * 64);
  for (size_t k = 0; k < NUM_IMAGES; k++) memcpy(images + k * p->input.nbytes, p->drawn.image, p->input.nbytes);
  const struct bitplane_batch batch = {NUM_IMAGES, images, outputs};
  check(bitplane_run_batch(p->network, &batch) == BITPLANE_OK, "seed %u: batch", seed);
  for (size_t k = 0; k < NUM_IMAGES; k++) {
    struct bitplane_tensor output = p->output;
    output.data = outputs + k * output.nbytes;
    check(holds(&output, &p->drawn.outputs[p->drawn.num_layers]), "seed %u: image %zu of the batch", seed, k);
  }
  free(outputs);
  free(images);
}

static void test_in_turn(const struct bitplane_options* options, unsigned seed) {
  struct prepared first = prepare(seed, options), second = prepare(seed + NUM_PAIRS, options);
  for (int turn = 0; turn < 2; turn++) {
    test_image(&first, seed);
    test_image(&second, seed + NUM_PAIRS);
    test_images(&first, seed);
    test_images(&second, seed + NUM_PAIRS);
  }
  release(&second);
  release(&first);
}

struct nested {
  const struct prepared* prepared;
  enum bitplane_status status;
};

static void run_batch(void* context, uint32_t part, uint32_t worker) {
  struct nested* nested = context;
  const struct prepared* p = nested->prepared;
  (void)worker;
  if (part != 0) return;
  uint8_t* images = calloc(2, p->input.nbytes);
  uint8_t* outputs = calloc(2, p->output.nbytes);
  nested->status = bitplane_run_batch(p->network, &(struct bitplane_batch){2, images, outputs});
  free(outputs);
  free(images);
}

// A network on a pool that is at work already, for the very thread that asks.
static void test_busy(const struct bitplane_options* options) {
  struct prepared p = prepare(1, options);
  struct nested nested = {&p, BITPLANE_OK};
  check(options->workers.run(options->workers.pool, 2, run_batch, &nested) == BITPLANE_OK, "the outer run");
  check(nested.status == BITPLANE_BUSY, "a batch inside a run");
  test_image(&p, 1);
  release(&p);
}

static void test_threads(uint32_t num_threads) {
  struct bitplane_memory memory = {NULL, 0};
  struct bitplane_thread_pool* pool;
  check(bitplane_thread_pool_nbytes(num_threads, &memory.nbytes) == BITPLANE_OK, "size of the pool");
  memory.data = aligned_alloc(BITPLANE_ARENA_ALIGNMENT, (memory.nbytes + 63) / 64 * 64);
  check(bitplane_thread_pool_start(num_threads, memory, &pool) == BITPLANE_OK, "start");
  struct bitplane_options options = {
      .cpu_features = bitplane_cpu_features(),
      .workers = bitplane_thread_pool_workers(pool),
      .min_part = 1,
  };
  for (unsigned seed = 1; seed <= NUM_PAIRS; seed++) {
    options.spreads_images = seed % 2;
    test_in_turn(&options, seed);
  }
  options.spreads_images = true;
  if (num_threads > 1) test_busy(&options);
  check(bitplane_thread_pool_stop(pool) == BITPLANE_OK, "stop");
  free(memory.data);
}

int main(void) {
  static const uint32_t counts[] = {1, 2, 3, 7};
  for (int k = 0; k < 4; k++) test_threads(counts[k]);
  return report();
}

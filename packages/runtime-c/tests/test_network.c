// Random networks, run with every subset of CPU features that kernels ask for, in one piece and in many parts: every
// output that is handed out is the oracle's, bit by bit, in an arena not one byte larger than asked for.
#include <stdlib.h>
#include <string.h>

#include "backwards.h"
#include "check.h"
#include "comparison.h"
#include "kernels/kernels.h"

enum { NUM_NETWORKS = 1000, GUARD_NBYTES = 64, GUARD = 0xa5 };

static void test_run(const struct random_network* network, const struct bitplane_options* options, unsigned seed) {
  struct bitplane_model model;
  struct bitplane_network* built;
  struct bitplane_tensor output;
  size_t nbytes = 0;
  const enum bitplane_status status = bitplane_model_load(network->file.bytes, network->file.nbytes, &model);
  check(status == BITPLANE_OK, "seed %u: %s, layer %lu", seed, bitplane_status_text(status),
        (unsigned long)model.faulty_layer);
  if (status != BITPLANE_OK) return;
  check(bitplane_arena_nbytes(&model, options, &nbytes) == BITPLANE_OK, "seed %u: arena", seed);

  uint8_t* memory = aligned_alloc(BITPLANE_ARENA_ALIGNMENT, nbytes + GUARD_NBYTES);
  memset(memory, GUARD, nbytes + GUARD_NBYTES);
  const struct bitplane_memory arena = {memory, nbytes}, small = {memory, nbytes - 1}, crooked = {memory + 8, nbytes};
  check(bitplane_network_init(&model, options, small, &built) == BITPLANE_ARENA_TOO_SMALL, "seed %u: one byte less",
        seed);
  check(bitplane_network_init(&model, options, crooked, &built) == BITPLANE_MISALIGNED, "seed %u: misaligned", seed);
  check(bitplane_network_init(&model, options, arena, &built) == BITPLANE_OK, "seed %u: init", seed);

  struct comparison comparison = {network, 0, 0};
  const struct bitplane_observer observer = {compare_output, &comparison};
  for (int repeat = 0; repeat < 2; repeat++) bitplane_run(built, network->image, &observer, &output);
  check(comparison.num_wrong == 0, "seed %u, features %lu, %lu workers: outputs differ", seed,
        (unsigned long)options->cpu_features, (unsigned long)options->workers.num_workers);
  check(comparison.num_right == 2 * bitplane_num_steps(built), "seed %u: a step was not shown", seed);
  check(holds(&output, &network->outputs[network->num_layers]), "seed %u: the network's output", seed);
  int is_intact = 1;
  for (size_t k = 0; k < GUARD_NBYTES; k++) is_intact &= memory[nbytes + k] == GUARD;
  check(is_intact, "seed %u: wrote behind the arena", seed);
  free(memory);
}

// All features that some kernel asks for and this CPU has.
static uint32_t useful_features(void) {
  uint32_t features = 0;
  for (size_t k = 0; k < bitplane_num_bgemm_kernels; k++) features |= bitplane_bgemm_kernels[k].cpu_features;
  for (size_t k = 0; k < bitplane_num_igemm_kernels; k++) features |= bitplane_igemm_kernels[k].cpu_features;
  for (size_t k = 0; k < bitplane_num_fgemm_kernels; k++) features |= bitplane_fgemm_kernels[k].cpu_features;
  for (size_t k = 0; k < bitplane_num_threshold_kernels; k++) features |= bitplane_threshold_kernels[k].cpu_features;
  for (size_t k = 0; k < bitplane_num_floats_kernels; k++) features |= bitplane_floats_kernels[k]->cpu_features;
  return features & bitplane_cpu_features();
}

int main(void) {
  const uint32_t useful = useful_features();
  for (unsigned seed = 1; seed <= NUM_NETWORKS; seed++) {
    struct random_network network = make_random_network(seed);
    for (uint32_t subset = useful;; subset = (subset - 1) & useful) {
      struct bitplane_options options = {.cpu_features = subset};
      test_run(&network, &options, seed);
      uint32_t num_workers = 2 + seed % 4;
      options.workers = backwards_workers(&num_workers);
      options.min_part = 1;
      test_run(&network, &options, seed);
      if (subset == 0) break;
    }
    free_random_network(&network);
  }
  return report();
}

// Prints the table of arenas in docs/embedding.md, one row per instruction set of this architecture, with
// the arena of each model on one thread. arena_sizes MODEL.bpm …
#include <stdio.h>
#include <stdlib.h>

#include "model_file.h"

struct instruction_set {
  const char* name;
  uint32_t cpu_features;
};

// As CPUs have them: the newer ones have the older ones' too. Nothing runs, so that no CPU need be at hand.
static const struct instruction_set instruction_sets[] = {
#if defined(__x86_64__)
    {"x86-64, portable", 0},
    {"x86-64, SSSE3", BITPLANE_CPU_SSSE3 | BITPLANE_CPU_POPCNT},
    {"x86-64, AVX2", BITPLANE_CPU_SSSE3 | BITPLANE_CPU_POPCNT | BITPLANE_CPU_AVX2},
    {"x86-64, AVX-512", BITPLANE_CPU_SSSE3 | BITPLANE_CPU_POPCNT | BITPLANE_CPU_AVX2 | BITPLANE_CPU_AVX512BW |
                            BITPLANE_CPU_AVX512BITALG | BITPLANE_CPU_AVX512VNNI},
#elif defined(__aarch64__)
    {"64-bit ARM, NEON", BITPLANE_CPU_NEON},
    {"64-bit ARM, NEON and dotprod", BITPLANE_CPU_NEON | BITPLANE_CPU_DOTPROD},
    {"64-bit ARM, NEON, dotprod and fast-tbl", BITPLANE_CPU_NEON | BITPLANE_CPU_DOTPROD | BITPLANE_CPU_FAST_TBL},
#elif defined(__arm__)
    {"32-bit ARM, portable (also Cortex-M)", 0},
    {"32-bit ARM, NEON", BITPLANE_CPU_NEON},
#elif defined(__riscv)
    {"64-bit RISC-V, portable", 0},
#if BITPLANE_HAVE_RVV
    {"64-bit RISC-V, vectors", BITPLANE_CPU_RVV},
#endif
#elif defined(__wasm_simd128__)
    {"WebAssembly, SIMD", BITPLANE_CPU_SIMD128},
#endif
};

// 0 where there is none, which is said.
static size_t arena_nbytes(const char* path, uint32_t cpu_features) {
  const struct built_file file = read_model(path);
  const struct bitplane_options options = {.cpu_features = cpu_features};
  struct bitplane_model model;
  size_t nbytes = 0;
  enum bitplane_status status = bitplane_model_load(file.bytes, file.nbytes, &model);
  if (status == BITPLANE_OK) status = bitplane_arena_nbytes(&model, &options, &nbytes);
  if (status != BITPLANE_OK) fprintf(stderr, "%s: %s\n", path, bitplane_status_text(status));
  free(file.bytes);
  return nbytes;
}

int main(int argc, char** argv) {
  for (size_t i = 0; i < sizeof instruction_sets / sizeof instruction_sets[0]; i++) {
    printf("| %s |", instruction_sets[i].name);
    for (int k = 1; k < argc; k++) {
      const size_t nbytes = arena_nbytes(argv[k], instruction_sets[i].cpu_features);
      printf(" %zu,%03zu |", nbytes / 1000, nbytes % 1000);
    }
    printf("\n");
  }
}

// Runs one layer, bits in, bits out, so that a counter sees exactly one call: between begin_count and end_count, or,
// for callgrind, below counted_call. The first call has filled caches and lazy bindings and is checked.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "fail.h"
#include "peer.h"

// The ends of the section that holds all code of the library, by the linker.
extern const char __start_bitplane_text[], __stop_bitplane_text[];

// Functions that have an address and are never left out. Only gcc makes clones, and knows the attribute.
#ifdef __clang__
#define WATCHED __attribute__((noinline, used)) static
#else
#define WATCHED __attribute__((noinline, noclone, used)) static
#endif
WATCHED void begin_count(void) { __asm__ volatile(""); }
WATCHED void end_count(void) { __asm__ volatile(""); }

WATCHED void counted_call(void* state) {
  begin_count();
  peer.run(state);
  end_count();
}

static const struct bench_layer* find_layer(const char* name) {
  for (size_t i = 0; i < NUM_BENCH_LAYERS; i++) {
    if (strcmp(name, bench_layers[i].name) == 0) return &bench_layers[i];
  }
  fail(EXIT_USAGE, "option --layer: expected L1 to L%d, got '%s'", NUM_BENCH_LAYERS, name);
}

static uintptr_t instruction_address(uintptr_t function) { return function & ~(uintptr_t)1; }  // Thumb's are odd

int main(int argc, char** argv) {
  const char* name = NULL;
  const struct option options[] = {{"--layer", &name}, {NULL, NULL}};
  read_options(argc - 1, argv + 1, options);
  struct problem problem = make_problem(find_layer(require_option("--layer", name)));
  const struct prepared prepared = peer.prepare(&problem);
  peer.run(prepared.state);
  if (!peer.is_right(prepared.state, &problem)) fail(EXIT_FAILED, "%s is wrong", name);
  counted_call(prepared.state);
  printf("{\"schema\":\"bitplane-count-layer/1\",\"layer\":\"%s\",\"kernel\":\"%s\",\"products\":%" PRIu64
         ",\"low\":%" PRIuPTR ",\"high\":%" PRIuPTR ",\"begin\":%" PRIuPTR ",\"end\":%" PRIuPTR "}\n",
         name, prepared.kernel, num_products(problem.layer), (uintptr_t)__start_bitplane_text,
         (uintptr_t)__stop_bitplane_text, instruction_address((uintptr_t)begin_count),
         instruction_address((uintptr_t)end_count));
  peer.release(prepared.state);
  free_problem(&problem);
  return EXIT_SUCCESS;
}

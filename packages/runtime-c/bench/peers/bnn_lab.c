// bnn-lab's product of packed signs, with float sums. The wheel has no header: binary_gemm.c, which it ships, declares
// these functions.
#include "allocate.h"
#include "peer.h"
#include "peers/packed_patches.h"

void binary_gemm_u64(const uint64_t* x, const uint64_t* w, float* y, int num_rows, int num_filters, int num_words,
                     int depth);
void binary_gemm_set_num_threads(int num_threads);
int binary_gemm_kernel_id(void);

struct state {
  struct packed_patches patches;
  const uint64_t* weights;
  float* sums;  // [pixels, filters]
  int filters;
};

static struct prepared prepare(const struct problem* problem) {
  static const char* const kernels[] = {"scalar", "avx2", "avx512", "neon"};
  struct state* s = allocate(1, sizeof *s);
  s->patches = gather_packed_patches(problem);
  s->weights = problem->weights;
  s->filters = (int)problem->layer->filters;
  s->sums = allocate(s->patches.num_pixels * problem->layer->filters, sizeof *s->sums);
  binary_gemm_set_num_threads(1);
  const int id = binary_gemm_kernel_id();
  return (struct prepared){s, id >= 0 && id < 4 ? kernels[id] : NULL};
}

static void run(void* state) {
  const struct state* s = state;
  binary_gemm_u64(s->patches.rows, s->weights, s->sums, (int)s->patches.num_pixels, s->filters,
                  (int)s->patches.num_words, (int)s->patches.depth);
}

static bool is_right(const void* state, const struct problem* problem) {
  const struct state* s = state;
  for (size_t k = 0; k < s->patches.num_pixels * problem->layer->filters; k++) {
    if (!is_right_with_outside(&s->patches, problem, k, (int32_t)s->sums[k])) return false;
  }
  return true;
}

static void release(void* state) {
  struct state* s = state;
  free_packed_patches(&s->patches);
  free(s->sums);
  free(s);
}

const struct peer peer = {.name = "bnn-lab", .prepare = prepare, .run = run, .is_right = is_right, .release = release};

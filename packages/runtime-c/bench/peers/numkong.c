// NumKong's Hamming distances between all rows of two matrices of bits, the second one packed beforehand. Its only
// build on PyPI is a module of Python, so that this program is a library that Python loads (run_in_python.py), and the
// declarations are those of numkong/capabilities.h, which the wheel does not have. NUMKONG_CPU=haswell holds it to
// AVX2.
#include "allocate.h"
#include "peer.h"
#include "peers/packed_patches.h"

typedef void kernel_fn(void);
typedef size_t packed_size_fn(size_t num_rows, size_t depth);
typedef void pack_fn(const void* rows, size_t num_rows, size_t depth, size_t stride, void* packed);
typedef void hammings_fn(const void* rows, const void* packed, uint32_t* distances, size_t num_rows, size_t num_columns,
                         size_t depth, size_t stride, size_t distances_stride);
uint64_t nk_capabilities(void);
void nk_find_kernel_punned(int kind, int type, uint64_t viable, kernel_fn** kernel, uint64_t* capability);

enum { BITS = 1 << 1, PACKED_SIZE = 'P', PACK = 'Q', HAMMINGS_PACKED = 'M' };  // nk_dtype_t, nk_kernel_kind_t

static const struct {
  uint64_t capability;
  const char* name;
} names[] = {{1, "serial"}, {UINT64_C(1) << 2, "haswell"}, {UINT64_C(1) << 7, "icelake"}};

struct state {
  struct packed_patches patches;
  void* weights;        // packed
  uint32_t* distances;  // [pixels, filters]
  size_t filters;
  hammings_fn* hammings;
};

static uint64_t viable(void) {
  const char* cpu = getenv("NUMKONG_CPU");
  const uint64_t all = nk_capabilities();
  return cpu != NULL && strcmp(cpu, "haswell") == 0 ? all & (names[0].capability | names[1].capability) : all;
}

static kernel_fn* find(int kind, const char** name) {
  kernel_fn* kernel = NULL;
  uint64_t capability = 0;
  nk_find_kernel_punned(kind, BITS, viable(), &kernel, &capability);
  if (kernel == NULL) fail(EXIT_FAILED, "NumKong: no kernel of kind %c for bits", kind);
  *name = NULL;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (names[i].capability == capability) *name = names[i].name;
  }
  return kernel;
}

static struct prepared prepare(const struct problem* problem) {
  struct state* s = allocate(1, sizeof *s);
  const char* name;
  s->filters = problem->layer->filters;
  s->patches = gather_packed_patches(problem);
  const size_t stride = s->patches.num_words * sizeof(uint64_t);
  packed_size_fn* packed_size = (packed_size_fn*)find(PACKED_SIZE, &name);
  pack_fn* pack = (pack_fn*)find(PACK, &name);
  s->weights = allocate(packed_size(s->filters, s->patches.depth), 1);
  pack(problem->weights, s->filters, s->patches.depth, stride, s->weights);
  s->distances = allocate(s->patches.num_pixels * s->filters, sizeof *s->distances);
  s->hammings = (hammings_fn*)find(HAMMINGS_PACKED, &name);
  return (struct prepared){s, name};
}

static void run(void* state) {
  const struct state* s = state;
  const struct packed_patches* patches = &s->patches;
  s->hammings(patches->rows, s->weights, s->distances, patches->num_pixels, s->filters, patches->depth,
              patches->num_words * sizeof(uint64_t), s->filters * sizeof *s->distances);
}

static bool is_right(const void* state, const struct problem* problem) {
  const struct state* s = state;
  for (size_t k = 0; k < s->patches.num_pixels * s->filters; k++) {
    const int32_t sum = (int32_t)s->patches.depth - 2 * (int32_t)s->distances[k];
    if (!is_right_with_outside(&s->patches, problem, k, sum)) return false;
  }
  return true;
}

static void release(void* state) {
  struct state* s = state;
  free_packed_patches(&s->patches);
  free(s->weights);
  free(s->distances);
  free(s);
}

const struct peer peer = {.name = "numkong", .prepare = prepare, .run = run, .is_right = is_right, .release = release};

// This library: the convolution with the threshold that reads it, bits in, bits out, as a network's step runs it.
#include "peer_bitplane.h"

#include "allocate.h"
#include "bits.h"
#include "cpu_mask.h"
#include "ops/chain.h"

struct state {
  struct bitplane_operands operands;
  struct bitplane_job job;
  struct bitplane_team team;
  uint8_t* arena;
  uint64_t* flip;
  size_t nbytes;  // of the output
};

static struct bitplane_section section(enum bitplane_section_type type, const void* data, size_t nbytes) {
  return (struct bitplane_section){type, nbytes, data};
}

static struct bitplane_layer convolution_layer(const struct problem* problem) {
  const struct bench_layer* layer = problem->layer;
  const uint32_t k = layer->size, pad = layer->size / 2;
  const size_t num_words = (size_t)layer->filters * k * k * bitplane_row_words(layer->channels);
  return (struct bitplane_layer){
      .kind = bitplane_binary_conv2d.kind,
      .name = layer->name,
      .num_inputs = 1,
      .attributes = {k, k, 1, 1, 1, 1, pad, pad, pad, pad, 1, 0},
      .sections = {section(BITPLANE_SECTION_BITS, problem->weights, num_words * sizeof(uint64_t))},
      .input = {.element = BITPLANE_BITS, .height = layer->height, .width = layer->width, .channels = layer->channels},
      .output = {.element = BITPLANE_INT32, .height = layer->height, .width = layer->width, .channels = layer->filters},
  };
}

static struct bitplane_layer threshold_layer(const struct problem* problem, const uint64_t* flip) {
  const struct bench_layer* layer = problem->layer;
  return (struct bitplane_layer){
      .kind = bitplane_threshold.kind,
      .name = layer->name,
      .num_inputs = 1,
      .sections = {section(BITPLANE_SECTION_INT16, problem->bounds, layer->filters * sizeof(int16_t)),
                   {.type = BITPLANE_SECTION_ABSENT},
                   section(BITPLANE_SECTION_BITS, flip, bitplane_row_words(layer->filters) * sizeof *flip)},
      .input = {.element = BITPLANE_INT32, .height = layer->height, .width = layer->width, .channels = layer->filters},
      .output = {.element = BITPLANE_BITS, .height = layer->height, .width = layer->width, .channels = layer->filters},
  };
}

struct prepared prepare_for_team(const struct problem* problem, const struct bitplane_team* team) {
  const size_t num_words = bitplane_row_words(problem->layer->filters);
  struct state* s = allocate(1, sizeof *s);
  s->flip = allocate(num_words, sizeof *s->flip);
  s->nbytes = (size_t)problem->layer->height * problem->layer->width * num_words * sizeof(uint64_t);
  const struct bitplane_layer convolution = convolution_layer(problem);
  const struct bitplane_layer threshold = threshold_layer(problem, s->flip);
  struct bitplane_arena arena = {NULL, 0};
  const struct bitplane_chain no_chain = {.num_links = 0};
  const struct bitplane_setup setup = {.layer = &convolution,
                                       .threshold = &threshold,
                                       .chain = &no_chain,
                                       .cpu_features = used_features(),
                                       .arena = &arena};
  if (bitplane_binary_conv2d.check(&convolution) != BITPLANE_OK || bitplane_threshold.check(&threshold) != BITPLANE_OK)
    fail(EXIT_FAILED, "%s: the library rejects the layer", problem->layer->name);
  bitplane_binary_conv2d.prepare(&setup);
  s->arena = allocate(arena.used, 1);
  arena = (struct bitplane_arena){s->arena, 0};
  const struct bitplane_ready ready = bitplane_binary_conv2d.prepare(&setup);
  s->job = (struct bitplane_job){&bitplane_binary_conv2d, ready.state, ready.work, ready.scratch_nbytes};
  s->team = *team;
  s->operands = (struct bitplane_operands){
      .input = problem->input,
      .output = allocate(s->nbytes, 1),
      .shared = allocate(ready.shared_nbytes, 1),
      .scratch = allocate(team->workers == NULL ? 1 : team->workers->num_workers, ready.scratch_nbytes),
  };
  return (struct prepared){s, ready.kernel};
}

static struct prepared prepare(const struct problem* problem) {
  return prepare_for_team(problem, &(struct bitplane_team){NULL, BITPLANE_MIN_PART});
}

static void run(void* state) {
  const struct state* s = state;
  bitplane_run_job(&s->job, &s->operands, &s->team);
}

static bool is_right(const void* state, const struct problem* problem) {
  const struct state* s = state;
  return memcmp(s->operands.output, problem->signs, s->nbytes) == 0;
}

static void release(void* state) {
  struct state* s = state;
  free(s->operands.output);
  free(s->operands.shared);
  free(s->operands.scratch);
  free(s->arena);
  free(s->flip);
  free(s);
}

const struct peer peer = {.name = "bitplane", .prepare = prepare, .run = run, .is_right = is_right, .release = release};

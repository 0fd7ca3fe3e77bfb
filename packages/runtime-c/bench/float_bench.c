// Times convolutions of floats, those of QuickNet's stem and transitions, each result checked first. JSON lines: one
// per layer, with the time of one image on one thread.
#include <stdio.h>

#include "allocate.h"
#include "arguments.h"
#include "cpu_mask.h"
#include "ops/chain.h"
#include "quiet.h"
#include "random.h"
#include "statistics.h"

enum { DEFAULT_ROUNDS = 14, DEFAULT_MILLISECONDS = 60 };

struct float_layer {
  const char* name;
  uint32_t side, channels, filters, size, stride, groups;
};

static const struct float_layer float_layers[] = {
    {"stem", 224, 3, 16, 3, 2, 1},           {"stem-depthwise", 112, 16, 16, 3, 2, 16},
    {"stem-pointwise", 56, 16, 64, 1, 1, 1}, {"blur-56", 56, 64, 64, 3, 2, 64},
    {"transition-28", 28, 64, 128, 1, 1, 1}, {"transition-14", 14, 128, 256, 1, 1, 1},
    {"transition-7", 7, 256, 512, 1, 1, 1},  {"dense", 1, 512, 1000, 1, 1, 1},
};
enum { NUM_FLOAT_LAYERS = sizeof float_layers / sizeof float_layers[0] };

struct float_case {
  const struct float_layer* layer;
  struct bitplane_layer record;
  float *input, *weights, *bias;
  struct bitplane_operands operands;
  void *arena, *state;
  const char* kernel;
  struct samples samples;
};

static float* draw(size_t num, struct random* random) {
  float* numbers = allocate(num, sizeof *numbers);
  for (size_t k = 0; k < num; k++) numbers[k] = (float)next_int(random, -1000, 1000) / 257.0f;
  return numbers;
}

static void fill_record(struct float_case* c) {
  const struct float_layer* l = c->layer;
  const uint32_t pad = l->size / 2, output = (l->side + 2 * pad - l->size) / l->stride + 1;
  const size_t num_weights = (size_t)l->filters * l->size * l->size * l->channels / l->groups;
  struct random random = seeded(l->channels * 131 + l->side);
  c->input = draw((size_t)l->side * l->side * l->channels, &random);
  c->weights = draw(num_weights, &random);
  c->bias = draw(l->filters, &random);
  c->record = (struct bitplane_layer){
      .kind = bitplane_float_conv2d.kind,
      .name = l->name,
      .num_inputs = 1,
      .attributes = {l->size, l->size, l->stride, l->stride, 1, 1, pad, pad, pad, pad, l->groups},
      .sections = {{BITPLANE_SECTION_FLOAT32, num_weights * sizeof(float), c->weights},
                   {BITPLANE_SECTION_FLOAT32, l->filters * sizeof(float), c->bias}},
      .input = {.element = BITPLANE_FLOAT32, .height = l->side, .width = l->side, .channels = l->channels},
      .output = {.element = BITPLANE_FLOAT32, .height = output, .width = output, .channels = l->filters},
  };
}

static struct float_case prepare_case(const struct float_layer* layer) {
  struct float_case c = {.layer = layer};
  fill_record(&c);
  const struct bitplane_tensor* y = &c.record.output;
  struct bitplane_arena arena = {NULL, 0};
  const struct bitplane_chain no_chain = {.num_links = 0};
  const struct bitplane_setup setup = {
      .layer = &c.record, .chain = &no_chain, .cpu_features = used_features(), .arena = &arena};
  if (bitplane_float_conv2d.check(&c.record) != BITPLANE_OK) fail(EXIT_FAILED, "%s: not a legal layer", layer->name);
  bitplane_float_conv2d.prepare(&setup);
  c.arena = allocate(arena.used, 1);
  arena = (struct bitplane_arena){c.arena, 0};
  const struct bitplane_ready ready = bitplane_float_conv2d.prepare(&setup);
  c.state = ready.state;
  c.kernel = ready.kernel;
  c.operands = (struct bitplane_operands){
      .input = c.input,
      .output = allocate((size_t)y->height * y->width * y->channels, sizeof(float)),
      .scratch = allocate(ready.scratch_nbytes + 1, 1),
      .end = (size_t)y->height * y->width,
  };
  c.samples.kept = allocate(MAX_SAMPLES, sizeof(uint64_t));
  return c;
}

static void run_case(void* state) {
  const struct float_case* c = state;
  bitplane_float_conv2d.run(c->state, &c->operands);
}

static float define(const struct float_case* c, size_t row, size_t column, uint32_t filter) {
  const struct float_layer* l = c->layer;
  const uint32_t channels = l->channels / l->groups, pad = l->size / 2;
  const size_t first = filter / (l->filters / l->groups) * channels;
  const float* w = c->weights + (size_t)filter * l->size * l->size * channels;
  volatile float sum = c->bias[filter];
  for (size_t u = row * l->stride; u < row * l->stride + l->size; u++) {
    for (size_t v = column * l->stride; v < column * l->stride + l->size; v++, w += channels) {
      if (u < pad || u - pad >= l->side || v < pad || v - pad >= l->side) continue;
      const float* x = c->input + ((u - pad) * l->side + (v - pad)) * l->channels + first;
      for (uint32_t k = 0; k < channels; k++) {
        const volatile float product = x[k] * w[k];
        sum = sum + product;
      }
    }
  }
  return sum;
}

static void check_case(const struct float_case* c) {
  const struct bitplane_tensor* y = &c->record.output;
  const float* got = c->operands.output;
  for (size_t pixel = 0; pixel < (size_t)y->height * y->width; pixel++) {
    for (uint32_t filter = 0; filter < y->channels; filter++, got++) {
      const float expected = define(c, pixel / y->width, pixel % y->width, filter);
      if (memcmp(got, &expected, sizeof expected) != 0) fail(EXIT_FAILED, "%s: a wrong sum", c->layer->name);
    }
  }
}

static void print_case(const struct float_case* c, double gigahertz) {
  const struct bitplane_tensor* y = &c->record.output;
  const struct float_layer* l = c->layer;
  const double products = (double)y->height * y->width * y->channels * l->size * l->size * l->channels / l->groups;
  printf("{\"schema\":\"bitplane-float-bench/1\",\"layer\":\"%s\",\"kernel\":\"%s\"", l->name, c->kernel);
  printf(",\"shape\":{\"side\":%lu,\"channels\":%lu,\"filters\":%lu,\"size\":%lu,\"stride\":%lu,\"groups\":%lu}",
         (unsigned long)l->side, (unsigned long)l->channels, (unsigned long)l->filters, (unsigned long)l->size,
         (unsigned long)l->stride, (unsigned long)l->groups);
  printf(",\"kept\":%zu,\"gigahertz\":%.2f", c->samples.num_kept, gigahertz);
  if (c->samples.num_kept == 0) {
    puts(",\"median_ns\":null}");
    return;
  }
  const double ns = (double)summarize(c->samples.kept, c->samples.num_kept).median / 1000;
  printf(",\"median_ns\":%.0f,\"mac_per_cycle\":%.2f}\n", ns, products / ns / gigahertz);
  fflush(stdout);
}

int main(int argc, char** argv) {
  const char *rounds = NULL, *milliseconds = NULL;
  const struct option options[] = {{"--rounds", &rounds}, {"--milliseconds", &milliseconds}, {NULL, NULL}};
  read_options(argc - 1, argv + 1, options);
  const uint32_t num_rounds = read_number("--rounds", rounds, 1, DEFAULT_ROUNDS);
  const uint32_t visit = read_number("--milliseconds", milliseconds, 1, DEFAULT_MILLISECONDS);
  static struct float_case cases[NUM_FLOAT_LAYERS];
  for (size_t k = 0; k < NUM_FLOAT_LAYERS; k++) {
    cases[k] = prepare_case(&float_layers[k]);
    run_case(&cases[k]);
    check_case(&cases[k]);
  }
  calibrate_probe();
  const double gigahertz = measure_gigahertz();
  for (uint32_t round = 0; round < num_rounds; round++) {
    for (size_t k = 0; k < NUM_FLOAT_LAYERS; k++) sample(run_case, &cases[k], visit, &cases[k].samples);
  }
  for (size_t k = 0; k < NUM_FLOAT_LAYERS; k++) print_case(&cases[k], gigahertz);
  return EXIT_SUCCESS;
}

// Float32 layers where compilers and CPUs like to differ: a product that must be rounded before the sum, subnormal
// numbers that must not become zero, and the order of a sum.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "builder.h"
#include "check.h"
#include "float_environment.h"

enum { CHANNELS = 4 };

// One pixel of CHANNELS sums that are all `acc`, through affine(scale, offset) and prelu(slopes).
static void run_chain(const float scale[CHANNELS], const float offset[CHANNELS], const float slopes[CHANNELS],
                      float result[CHANNELS]) {
  struct builder b = begin_model(1, 1, 1);
  const int8_t weights[CHANNELS] = {1, 1, 1, 1};
  const uint32_t weights_at = add_section(&b, BITPLANE_SECTION_INT8, weights, sizeof weights);
  const uint32_t zero_at = add_section(&b, BITPLANE_SECTION_UINT8, "", 1);
  const uint32_t scale_at = add_section(&b, BITPLANE_SECTION_FLOAT32, scale, CHANNELS * sizeof *scale);
  const uint32_t offset_at = add_section(&b, BITPLANE_SECTION_FLOAT32, offset, CHANNELS * sizeof *offset);
  const uint32_t slopes_at = add_section(&b, BITPLANE_SECTION_FLOAT32, slopes, CHANNELS * sizeof *slopes);
  const struct built_layer layers[] = {
      {INT8_CONV2D, {0}, BITPLANE_INT32, 1, 1, CHANNELS, {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1}, {weights_at, zero_at}},
      {AFFINE, {1}, BITPLANE_FLOAT32, 1, 1, CHANNELS, {0}, {scale_at, offset_at}},
      {PRELU, {2}, BITPLANE_FLOAT32, 1, 1, CHANNELS, {0}, {slopes_at}},
  };
  for (size_t k = 0; k < 3; k++) add_layer(&b, &layers[k]);
  const struct built_file file = finish_model(&b);
  struct bitplane_model model;
  struct bitplane_network* network;
  struct bitplane_tensor output;
  size_t nbytes = 0;
  const uint8_t image[1] = {3};
  const struct bitplane_options options = {0};
  check(bitplane_model_load(file.bytes, file.nbytes, &model) == BITPLANE_OK, "load");
  check(bitplane_arena_nbytes(&model, &options, &nbytes) == BITPLANE_OK, "arena");
  const struct bitplane_memory arena = {aligned_alloc(64, nbytes), nbytes};
  check(bitplane_network_init(&model, &options, arena, &network) == BITPLANE_OK, "init");
  bitplane_run(network, image, NULL, &output);
  memcpy(result, output.data, CHANNELS * sizeof *result);
  free(arena.data);
  free(file.bytes);
}

static void expect(float got, float expected, const char* what) {
  check(memcmp(&got, &expected, sizeof got) == 0, "%s: expected %a, got %a", what, (double)expected, (double)got);
}

// Everything but what C has: x86 flushes subnormal results and operands, ARM too; rounding is upwards or to zero.
static const uintptr_t other_floats = BITPLANE_C_FLOAT_MODES |
#if defined(__SSE__)
                                      0xc040;
#elif defined(__arm__) || defined(__aarch64__)
                                      0x1c00000;
#else
                                      (1 & BITPLANE_FLOAT_MODES);
#endif

static void test_chain(uintptr_t environment) {
  // x = 3 in every channel; y = fl(fl(scale * 3) + offset), then slope * y where y < 0.
  const float third = 0x1.555556p-2f;
  const float scale[CHANNELS] = {third, 0x1p-140f, 0x1.8p-127f, -1.0f};
  const float offset[CHANNELS] = {-1.0f, 0x1p-149f, 0, 0};
  const float slopes[CHANNELS] = {1, 1, 1, 0x1p-140f};
  float result[CHANNELS];
  const uintptr_t before = bitplane_float_register();
  bitplane_set_float_register(environment);
  run_chain(scale, offset, slopes, result);
  const uintptr_t after = bitplane_float_register();
  bitplane_set_float_register(before);
  check(((after ^ environment) & BITPLANE_FLOAT_MODES) == 0, "the caller's floats stay as they were");
  // 3 * third = 1 + 2^-25, which rounds to 1; a fused multiply-add would give 0x1p-25.
  expect(result[0], 0.0f, "contraction");
  expect(result[1], 0x1.804p-139f, "a subnormal sum of subnormals");
  expect(result[2], 0x1.2p-125f, "a normal product of a subnormal scale");
  expect(result[3], -0x1.8p-139f, "a subnormal product by the slope");
}

int main(void) {
  test_chain(bitplane_float_register());
  test_chain(other_floats);
  return report();
}

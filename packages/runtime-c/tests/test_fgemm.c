// Every fgemm kernel of the list and its depthwise form against the definition, bit by bit: sizes around tiles and
// vectors, zeros of both signs and subnormal numbers among the values, rows at odd places, guards.
#include <string.h>

#include "check.h"
#include "kernels/kernels.h"
#include "random.h"

enum {
  MAX_PIXELS = 19,
  MAX_BLOCKS = 5,
  MAX_DEPTH = 75,
  MAX_BLOCK = 16,
  MAX_FILTERS = MAX_BLOCKS * MAX_BLOCK,
  LDY = MAX_FILTERS + 3,
  MAX_CHANNELS = 150,
  MAX_TAPS = 9,
  GAP = 7
};
#define GUARD 12345.0f

static float draw_float(struct random* random) {
  static const float special[] = {0.0f, -0.0f, 0x1p-149f, -0x1.8p-130f, 0x1p-70f, 1.0f, -1.0f};
  if (next_int(random, 0, 3) == 0) return special[next_int(random, 0, 6)];
  return (float)next_int(random, -1000000, 1000000) / 257.0f;
}

static void draw(float* to, size_t num, struct random* random) {
  for (size_t k = 0; k < num; k++) to[k] = draw_float(random);
}

// One rounding each: volatile keeps the compiler from anything else.
static void add_product(volatile float* sum, float x, float w) {
  const volatile float product = x * w;
  *sum = *sum + product;
}

static int is_same(float a, float b) { return memcmp(&a, &b, sizeof a) == 0; }

static void test_size(const struct bitplane_fgemm_kernel* kernel, size_t num_pixels, size_t num_blocks, size_t depth,
                      struct random* random) {
  static float a_memory[MAX_PIXELS * MAX_DEPTH + 1], w_memory[MAX_FILTERS * MAX_DEPTH + 1],
      base_memory[MAX_FILTERS + 1];
  static float y_memory[MAX_PIXELS * LDY + 1];
  float *a = a_memory + 1, *w = w_memory + 1, *base = base_memory + 1, *y = y_memory + 1;
  const size_t block = kernel->filter_block, num_filters = num_blocks * block;
  draw(a, num_pixels * depth, random);
  draw(w, num_filters * depth, random);
  draw(base, num_filters, random);
  for (size_t k = 0; k < MAX_PIXELS * LDY; k++) y[k] = GUARD;
  kernel->run(num_pixels, num_blocks, depth, a, w, base, y, LDY);
  int is_right = 1;
  for (size_t m = 0; m < MAX_PIXELS; m++) {
    for (size_t n = 0; n < LDY; n++) {
      volatile float expected = GUARD;
      if (m < num_pixels && n < num_filters) {
        expected = base[n];
        for (size_t k = 0; k < depth; k++) {
          add_product(&expected, a[m * depth + k], w[(n / block * depth + k) * block + n % block]);
        }
      }
      is_right &= is_same(y[m * LDY + n], expected);
    }
  }
  check(is_right, "%s: %zu pixels, %zu blocks, depth %zu", kernel->name, num_pixels, num_blocks, depth);
}

static void test_depthwise(const struct bitplane_fgemm_kernel* kernel, size_t num_pixels, size_t num_channels,
                           size_t num_taps, struct random* random) {
  static float x_memory[(MAX_PIXELS + MAX_TAPS) * (MAX_CHANNELS + GAP) + 1];
  static float w_memory[MAX_TAPS * MAX_CHANNELS + 1], base_memory[MAX_CHANNELS + 1];
  static float y_memory[MAX_PIXELS * MAX_CHANNELS + 2];
  float *x = x_memory + 1, *w = w_memory + 1, *base = base_memory + 1, *y = y_memory + 1;
  const size_t step = num_channels + GAP;
  size_t taps[MAX_TAPS];
  for (size_t tap = 0; tap < num_taps; tap++) taps[tap] = (num_taps - 1 - tap) * step;
  draw(x, (num_pixels + num_taps) * step, random);
  draw(w, num_taps * num_channels, random);
  draw(base, num_channels, random);
  y[num_pixels * num_channels] = GUARD;
  const struct bitplane_depthwise depthwise = {num_taps, num_channels, taps, w, base};
  kernel->run_depthwise(&depthwise, num_pixels, x, step, y);
  int is_right = is_same(y[num_pixels * num_channels], GUARD);
  for (size_t k = 0; k < num_pixels * num_channels; k++) {
    const size_t m = k / num_channels, c = k % num_channels;
    volatile float expected = base[c];
    for (size_t tap = 0; tap < num_taps; tap++) {
      add_product(&expected, x[m * step + taps[tap] + c], w[tap * num_channels + c]);
    }
    is_right &= is_same(y[k], expected);
  }
  check(is_right, "%s, depthwise: %zu pixels, %zu channels, %zu taps", kernel->name, num_pixels, num_channels,
        num_taps);
}

int main(void) {
  static const size_t depths[] = {0, 1, 2, 27, MAX_DEPTH};
  struct random random = seeded(6);
  for (size_t i = 0; i < bitplane_num_fgemm_kernels; i++) {
    const struct bitplane_fgemm_kernel* kernel = &bitplane_fgemm_kernels[i];
    check(kernel->filter_block <= MAX_BLOCK, "%s: a block larger than the test's buffers", kernel->name);
    if ((kernel->cpu_features & ~bitplane_cpu_features()) != 0) {
      printf("skipped: %s (not on this CPU)\n", kernel->name);
      continue;
    }
    for (size_t pixels = 0; pixels <= MAX_PIXELS; pixels++) {
      for (size_t blocks = 0; blocks <= MAX_BLOCKS; blocks++) {
        for (size_t k = 0; k < sizeof depths / sizeof depths[0]; k++) {
          test_size(kernel, pixels, blocks, depths[k], &random);
        }
      }
    }
    for (size_t channels = 1; channels <= MAX_CHANNELS; channels++) {
      for (size_t pixels = 0; pixels <= 3; pixels++) {
        test_depthwise(kernel, pixels, channels, pixels % 2 == 0 ? 1 : MAX_TAPS, &random);
      }
    }
  }
  return report();
}

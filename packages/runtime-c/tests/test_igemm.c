// Every igemm kernel of the list, its form that gives signs and its depthwise form against the naive oracle: sizes
// around tiles and vectors, largest sums, rows at odd addresses, guards.
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "kernels/kernels.h"
#include "random.h"

enum {
  MAX_PIXELS = 9,
  MAX_BLOCKS = 7,
  MAX_DEPTH = 640,
  MAX_BLOCK = 64,
  MAX_FILTERS = MAX_BLOCKS * MAX_BLOCK,
  LDACC = MAX_FILTERS + 3,
  MAX_WORDS = (MAX_FILTERS + 63) / 64,
  MAX_CHANNELS = 150,
  MAX_TAPS = 9,
  GAP = 7,
  GUARD = 0x5a5a5a5a
};

// The index of a weight.
static size_t place(const struct bitplane_igemm_kernel* kernel, size_t depth, size_t filter, size_t k) {
  const size_t block = kernel->filter_block, unit = kernel->depth_unit;
  return filter / block * block * depth + k / unit * unit * block + filter % block * unit + k % unit;
}

// Numbers as wide as the kernel wants them.
static void narrow(const struct bitplane_igemm_kernel* kernel, const int16_t* from, size_t num, void* to) {
  for (size_t k = 0; k < num; k++) memcpy((uint8_t*)to + k * kernel->element_nbytes, from + k, kernel->element_nbytes);
}

#define BITS_GUARD UINT64_C(0x5a5a5a5a5a5a5a5a)

// What a kernel is given and what its sums must be: acc as for run().
struct product {
  size_t num_pixels, num_blocks, depth;
  const void *a, *w;
  const int32_t *base, *acc;
};

static void test_signs(const struct bitplane_igemm_kernel* kernel, const struct product* p, struct random* random) {
  static uint64_t bits[MAX_PIXELS * MAX_WORDS + 1];
  const size_t num_filters = p->num_blocks * kernel->filter_block, num_words = (num_filters + 63) / 64;
  uint64_t flip[MAX_WORDS];
  for (size_t k = 0; k < MAX_WORDS; k++) flip[k] = next_word(random);
  if (num_filters % 64 != 0) flip[num_words - 1] &= (UINT64_C(1) << num_filters % 64) - 1;
  for (size_t k = 0; k <= p->num_pixels * num_words; k++) bits[k] = BITS_GUARD;
  kernel->run_signs(p->num_pixels, p->num_blocks, p->depth, p->a, p->w, p->base, flip, bits);
  int is_right = bits[p->num_pixels * num_words] == BITS_GUARD;
  for (size_t m = 0; m < p->num_pixels; m++) {
    for (size_t word = 0; word < num_words; word++) {
      uint64_t expected = flip[word];
      for (size_t n = word * 64; n < num_filters && n < word * 64 + 64; n++) {
        expected ^= (uint64_t)(p->acc[m * LDACC + n] < 0) << n % 64;
      }
      is_right &= bits[m * num_words + word] == expected;
    }
  }
  check(is_right, "%s, signs: %zu pixels, %zu blocks, depth %zu", kernel->name, p->num_pixels, p->num_blocks, p->depth);
}

static void test_size(const struct bitplane_igemm_kernel* kernel, size_t num_pixels, size_t num_blocks, size_t depth,
                      struct random* random) {
  static int16_t a_memory[MAX_PIXELS * MAX_DEPTH + 1], w_memory[MAX_FILTERS * MAX_DEPTH + 1];
  static int32_t acc_memory[MAX_PIXELS * LDACC + 1];
  static int16_t given_a[MAX_PIXELS * MAX_DEPTH + 1], given_w[MAX_FILTERS * MAX_DEPTH + 1];
  static int32_t base_memory[MAX_FILTERS + 1];
  int16_t *a = a_memory + 1, *w = w_memory + 1;
  int32_t *acc = acc_memory + 1, *base = base_memory + 1;
  const size_t num_filters = num_blocks * kernel->filter_block;
  for (size_t k = 0; k < num_pixels * depth; k++) a[k] = (int16_t)(k < depth ? 255 : next_int(random, 0, 255));
  for (size_t k = 0; k < num_filters * depth; k++) w[k] = (int16_t)(k % 3 == 0 ? -127 : next_int(random, -127, 127));
  for (size_t k = 0; k < MAX_PIXELS * LDACC; k++) acc[k] = GUARD;

  for (size_t n = 0; n < num_filters; n++) base[n] = next_int(random, -100000, 100000);

  uint8_t *a_bytes = (uint8_t*)given_a + kernel->element_nbytes, *w_bytes = (uint8_t*)given_w + kernel->element_nbytes;
  narrow(kernel, a, num_pixels * depth, a_bytes);
  narrow(kernel, w, num_filters * depth, w_bytes);
  kernel->run(num_pixels, num_blocks, depth, a_bytes, w_bytes, base, acc, LDACC);
  int is_right = 1;
  for (size_t m = 0; m < MAX_PIXELS; m++) {
    for (size_t n = 0; n < LDACC; n++) {
      int32_t expected = GUARD;
      if (m < num_pixels && n < num_filters) {
        expected = base[n];
        for (size_t k = 0; k < depth; k++) expected += a[m * depth + k] * w[place(kernel, depth, n, k)];
      }
      is_right &= acc[m * LDACC + n] == expected;
    }
  }
  check(is_right, "%s: %zu pixels, %zu blocks, depth %zu", kernel->name, num_pixels, num_blocks, depth);
  const struct product product = {num_pixels, num_blocks, depth, a_bytes, w_bytes, base, acc};
  if (is_right && num_blocks > 0) test_signs(kernel, &product, random);
}

// Base and sums of int32, the first as far out as those of a layer may be: modulo 2^32.
static void test_depthwise(const struct bitplane_igemm_kernel* kernel, size_t num_pixels, size_t num_channels,
                           size_t num_taps, struct random* random) {
  static uint8_t x_memory[(MAX_PIXELS + MAX_TAPS) * (MAX_CHANNELS + GAP) + 1];
  static int16_t w_memory[MAX_TAPS * MAX_CHANNELS + 1];
  static int32_t base_memory[MAX_CHANNELS + 1], y_memory[MAX_PIXELS * MAX_CHANNELS + 2];
  uint8_t* x = x_memory + 1;
  int16_t* w = w_memory + 1;
  int32_t *base = base_memory + 1, *y = y_memory + 1;
  const size_t step = num_channels + GAP;
  size_t taps[MAX_TAPS];
  for (size_t tap = 0; tap < num_taps; tap++) taps[tap] = (num_taps - 1 - tap) * step;
  for (size_t k = 0; k < (num_pixels + num_taps) * step; k++)
    x[k] = (uint8_t)(k % 5 == 0 ? 255 : next_int(random, 0, 255));
  for (size_t k = 0; k < num_taps * num_channels; k++)
    w[k] = (int16_t)(k % 3 == 0 ? -127 : next_int(random, -127, 127));
  for (size_t c = 0; c < num_channels; c++) base[c] = c % 7 == 0 ? INT32_MAX : next_int(random, -100000, 100000);
  y[num_pixels * num_channels] = GUARD;
  const struct bitplane_depthwise depthwise = {num_taps, num_channels, taps, w, base};
  kernel->run_depthwise(&depthwise, num_pixels, x, step, y);
  int is_right = y[num_pixels * num_channels] == GUARD;
  for (size_t m = 0; m < num_pixels; m++) {
    for (size_t c = 0; c < num_channels; c++) {
      uint32_t expected = (uint32_t)base[c];
      for (size_t tap = 0; tap < num_taps; tap++) {
        expected += (uint32_t)(x[m * step + taps[tap] + c] * w[tap * num_channels + c]);
      }
      is_right &= (uint32_t)y[m * num_channels + c] == expected;
    }
  }
  check(is_right, "%s, depthwise: %zu pixels, %zu channels, %zu taps", kernel->name, num_pixels, num_channels,
        num_taps);
}

int main(void) {
  static const size_t units[] = {1, 2, 3, 7, 8, 9, 14, 27, 75, 160};
  struct random random = seeded(2);
  for (size_t i = 0; i < bitplane_num_igemm_kernels; i++) {
    const struct bitplane_igemm_kernel* kernel = &bitplane_igemm_kernels[i];
    check(kernel->filter_block <= MAX_BLOCK, "%s: a block larger than the test's buffers", kernel->name);
    if ((kernel->cpu_features & ~bitplane_cpu_features()) != 0) {
      printf("skipped: %s (not on this CPU)\n", kernel->name);
      continue;
    }
    for (size_t pixels = 0; pixels <= MAX_PIXELS; pixels++) {
      for (size_t blocks = 0; blocks <= MAX_BLOCKS; blocks++) {
        for (size_t k = 0; k < sizeof units / sizeof units[0]; k++) {
          test_size(kernel, pixels, blocks, units[k] * kernel->depth_unit, &random);
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

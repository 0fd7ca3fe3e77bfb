// Every bgemm kernel of the list against the naive oracle: sizes around its tiles, largest counts, rows at odd
// addresses, guards.
#include <stdlib.h>

#include "check.h"
#include "kernels/kernels.h"
#include "random.h"

enum {
  MOST_PIXELS = 9,
  MOST_BLOCKS = 3,
  MOST_WORDS = 64,
  MOST_BLOCK = 64,
  MOST_FILTERS = MOST_BLOCKS * MOST_BLOCK,
  LDACC = MOST_FILTERS + 3,
  GUARD = 0x5a5a5a5a
};

static int32_t count_differing(const uint64_t* a, const uint64_t* w, size_t step, size_t num_words) {
  int32_t count = 0;
  for (size_t bit = 0; bit < 64 * num_words; bit++)
    count += (int32_t)(((a[bit / 64] ^ w[bit / 64 * step]) >> (bit % 64)) & 1);
  return count;
}

static void test_size(const struct bitplane_bgemm_kernel* kernel, size_t num_pixels, size_t num_blocks,
                      size_t num_words, struct random* random) {
  // One element off the start: no kernel may count on vector alignment.
  static uint64_t a_memory[MOST_PIXELS * MOST_WORDS + 1], w_memory[MOST_FILTERS * MOST_WORDS + 1];
  static int32_t base_memory[MOST_PIXELS][MOST_FILTERS + 1], acc_memory[MOST_PIXELS * LDACC + 1];
  uint64_t *a = a_memory + 1, *w = w_memory + 1;
  int32_t* acc = acc_memory + 1;
  const int32_t* base[MOST_PIXELS];
  const size_t block = kernel->filter_block, num_filters = num_blocks * block;
  for (size_t k = 0; k < num_pixels * num_words; k++) a[k] = k < num_words ? 0 : next_word(random);
  for (size_t k = 0; k < num_filters * num_words; k++) w[k] = k % block == 0 ? ~UINT64_C(0) : next_word(random);
  for (size_t m = 0; m < num_pixels; m++) {
    base[m] = base_memory[m] + 1;
    for (size_t n = 0; n < num_filters; n++) base_memory[m][n + 1] = next_int(random, -100000, 100000);
  }
  for (size_t k = 0; k < MOST_PIXELS * LDACC; k++) acc[k] = GUARD;

  kernel->run(num_pixels, num_blocks, num_words, a, w, base, acc, LDACC);
  int is_right = 1;
  for (size_t m = 0; m < MOST_PIXELS; m++) {
    for (size_t n = 0; n < LDACC; n++) {
      const uint64_t* filter = w + n / block * block * num_words + n % block;
      const int32_t expected = m < num_pixels && n < num_filters
                                   ? base[m][n] - 2 * count_differing(a + m * num_words, filter, block, num_words)
                                   : GUARD;
      is_right &= acc[m * LDACC + n] == expected;
    }
  }
  check(is_right, "%s: %zu pixels, %zu blocks, %zu words", kernel->name, num_pixels, num_blocks, num_words);
}

int main(void) {
  static const size_t words[] = {1, 2, 3, 9, 18, 30, 31, 32, 33, 62, 63, 64};
  struct random random = seeded(1);
  for (size_t i = 0; i < bitplane_num_bgemm_kernels; i++) {
    const struct bitplane_bgemm_kernel* kernel = &bitplane_bgemm_kernels[i];
    check(kernel->filter_block <= MOST_BLOCK, "%s: a block larger than the test's buffers", kernel->name);
    if ((kernel->cpu_features & ~bitplane_cpu_features()) != 0) {
      printf("skipped: %s (not on this CPU)\n", kernel->name);
      continue;
    }
    for (size_t pixels = 0; pixels <= MOST_PIXELS; pixels++) {
      for (size_t blocks = 0; blocks <= MOST_BLOCKS; blocks++) {
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++)
          test_size(kernel, pixels, blocks, words[k], &random);
      }
    }
  }
  return report();
}

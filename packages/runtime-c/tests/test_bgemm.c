// Every bgemm kernel of the list against the naive oracle: sizes around its tiles, largest counts, rows and weights at
// odd addresses, guards.
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "prepared_kernels.h"
#include "random.h"

enum {
  MAX_PIXELS = 67,
  MAX_FILTERS = 289,
  MAX_WORDS = 1025,
  LDACC = MAX_FILTERS + 31 + 3,
  MAX_SIGN_WORDS = (MAX_FILTERS + 31 + 63) / 64,
  GUARD = 0x5a5a5a5a
};

struct size {
  size_t num_pixels, num_filters, num_words;
};

static int32_t count_differing(const uint64_t* a, const uint64_t* w, size_t num_words) {
  int32_t count = 0;
  for (size_t bit = 0; bit < 64 * num_words; bit++) count += (int32_t)(((a[bit / 64] ^ w[bit / 64]) >> (bit % 64)) & 1);
  return count;
}

// The first pixel is all zeros and the first filter all ones: their count is the largest there is. The second pixel is
// all ones, so that both of a pair count as much.
static void fill(uint64_t* a, uint64_t* rows, const struct size* size, struct random* random) {
  for (size_t k = 0; k < size->num_pixels * size->num_words; k++) a[k] = next_word(random);
  for (size_t k = 0; k < size->num_filters * size->num_words; k++) rows[k] = next_word(random);
  const size_t row_nbytes = size->num_words * sizeof *a;
  if (size->num_pixels > 0) memset(a, 0, row_nbytes);
  if (size->num_pixels > 1) memset(a + size->num_words, 0xff, row_nbytes);
  if (size->num_pixels > 3) memset(a + 2 * size->num_words, 0, 2 * row_nbytes);
  for (size_t n = 0; n < size->num_filters; n += 2)
    memset(rows + n * size->num_words, n % 8 == 6 ? 0 : 0xff, row_nbytes);
}

// The form that gives signs, on the same rows: bounds around the counts, filters past the last one never above theirs.
static void test_signs(const struct bitplane_bgemm_kernel* kernel, const struct size* size, const uint64_t* a,
                       const uint64_t* rows, const void* packed, struct random* random) {
  static int16_t limit_memory[MAX_PIXELS][2 * LDACC + 1];
  static uint64_t bits[MAX_PIXELS * MAX_SIGN_WORDS + 1], expected[MAX_PIXELS * MAX_SIGN_WORDS + 1];
  const int16_t* limits[MAX_PIXELS];
  const size_t block = kernel->filter_block, num_blocks = (size->num_filters + block - 1) / block;
  const size_t row_words = (num_blocks * block + 63) / 64;
  const bool has_min = next_int(random, 0, 1) == 1;
  memset(bits, GUARD & 0xff, sizeof bits);
  memset(expected, GUARD & 0xff, sizeof expected);
  memset(expected, 0, size->num_pixels * row_words * sizeof *expected);
  for (size_t m = 0; m < size->num_pixels; m++) {
    int16_t *max_count = limit_memory[m] + 1, *min_count = max_count + num_blocks * block;
    limits[m] = max_count;
    for (size_t n = 0; n < num_blocks * block; n++) {
      max_count[n] = INT16_MAX;
      min_count[n] = has_min ? 0 : INT16_MAX;
      if (n >= size->num_filters) continue;
      const int32_t count = count_differing(a + m * size->num_words, rows + n * size->num_words, size->num_words);
      max_count[n] = (int16_t)(count + next_int(random, -1, 1));
      if (has_min) min_count[n] = (int16_t)(count + next_int(random, -2, 1));
      const bool is_outside = count > max_count[n] || (has_min && count < min_count[n]);
      expected[m * row_words + n / 64] |= (uint64_t)is_outside << n % 64;
    }
  }
  kernel->run_signs(size->num_pixels, num_blocks, size->num_words, a, packed, limits, has_min, bits);
  check(memcmp(bits, expected, sizeof bits) == 0, "%s, signs: %zu pixels, %zu filters, %zu words", kernel->name,
        size->num_pixels, size->num_filters, size->num_words);
}

static void test_size(const struct bitplane_bgemm_kernel* kernel, const struct size* size, struct random* random) {
  // One element off the start: no kernel may count on vector alignment.
  static uint64_t a_memory[MAX_PIXELS * MAX_WORDS + 1], rows[MAX_FILTERS * MAX_WORDS];
  static int32_t base_memory[MAX_PIXELS][LDACC + 1], acc_memory[MAX_PIXELS * LDACC + 1];
  uint64_t* a = a_memory + 1;
  int32_t* acc = acc_memory + 1;
  const int32_t* base[MAX_PIXELS];
  const size_t block = kernel->filter_block, num_blocks = (size->num_filters + block - 1) / block;
  fill(a, rows, size, random);
  for (size_t m = 0; m < size->num_pixels; m++) {
    base[m] = base_memory[m] + 1;
    for (size_t n = 0; n < num_blocks * block; n++) base_memory[m][n + 1] = next_int(random, -100000, 100000);
  }
  for (size_t k = 0; k < MAX_PIXELS * LDACC; k++) acc[k] = GUARD;

  // At an odd multiple of 8.
  const struct packed_filters packed =
      pack_filters(kernel, &(struct filter_rows){size->num_filters, size->num_words, rows}, 8);
  check(packed.is_whole, "%s: packs %zu filters of %zu words beyond its memory", kernel->name, size->num_filters,
        size->num_words);
  kernel->run(size->num_pixels, num_blocks, size->num_words, a, packed.weights, base, acc, LDACC);
  if (kernel->run_signs != NULL && num_blocks > 0 && size->num_words <= BITPLANE_MAX_SIGN_WORDS) {
    test_signs(kernel, size, a, rows, packed.weights, random);
  }
  free(packed.memory);
  int is_right = 1;
  for (size_t m = 0; m < MAX_PIXELS; m++) {
    for (size_t n = 0; n < LDACC; n++) {
      const int32_t got = acc[m * LDACC + n];
      if (m >= size->num_pixels || n >= num_blocks * block) {
        is_right &= got == GUARD;
      } else if (n < size->num_filters) {
        const uint64_t *pixel = a + m * size->num_words, *filter = rows + n * size->num_words;
        is_right &= got == base[m][n] - 2 * count_differing(pixel, filter, size->num_words);
      }
    }
  }
  check(is_right, "%s: %zu pixels, %zu filters, %zu words", kernel->name, size->num_pixels, size->num_filters,
        size->num_words);
}

static void test_kernel(const struct bitplane_bgemm_kernel* kernel, struct random* random) {
  static const size_t words[] = {1, 2, 3, 4, 5, 6, 9, 18, 30, 31, 32, 33, 62, 63, 64};
  for (size_t pixels = 0; pixels <= 9; pixels++) {
    for (size_t blocks = 0; blocks <= 5; blocks++) {
      for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        test_size(kernel, &(struct size){pixels, blocks * kernel->filter_block, words[k]}, random);
      }
    }
  }
  static const struct size sizes[] = {
      {9, 10, 2},   {33, 1, 3},    {31, 31, 3},   {32, 33, 4},   {33, 63, 5},   {63, 65, 3},    {64, 96, 1},
      {65, 97, 2},  {66, 127, 4},  {67, 128, 9},  {5, 129, 18},  {34, 160, 3},  {3, 193, 7},    {2, 225, 36},
      {7, 256, 3},  {35, 257, 1},  {9, 289, 4},   {4, 40, 509},  {5, 100, 510}, {4, 65, 511},   {3, 33, 512},
      {5, 40, 513}, {3, 16, 1019}, {2, 34, 1020}, {4, 33, 1021}, {5, 8, 1024},  {1, 130, 1025},
  };
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) test_size(kernel, &sizes[i], random);
}

int main(void) {
  struct random random = seeded(1);
  for (size_t i = 0; i < bitplane_num_bgemm_kernels; i++) {
    const struct bitplane_bgemm_kernel* kernel = &bitplane_bgemm_kernels[i];
    if ((kernel->cpu_features & ~bitplane_cpu_features()) != 0) {
      printf("skipped: %s (not on this CPU)\n", kernel->name);
      continue;
    }
    test_kernel(kernel, &random);
  }
  return report();
}

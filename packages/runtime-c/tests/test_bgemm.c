// Every bgemm kernel of the list against the naive oracle: sizes around its tiles, largest counts, all words or some
// runs of them, rows and weights at odd addresses, guards.
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

// The words that are multiplied.
struct runs {
  size_t num;
  struct bitplane_word_run list[BITPLANE_MAX_WORD_RUNS];
};

static struct runs all_words(size_t num_words) { return (struct runs){1, {{num_words, 0, 0}}}; }

// Some words of filters of num_words, in order, each run at another place in the pixels, which have as many words.
static struct runs some_words(size_t num_words, struct random* random) {
  struct runs runs = {.num = 0};
  size_t w = 0;
  while (w < num_words && runs.num < BITPLANE_MAX_WORD_RUNS) {
    w += (size_t)next_int(random, 0, 2);
    if (w >= num_words) break;
    const size_t left = num_words - w, length = (size_t)next_int(random, 1, left < 40 ? (int32_t)left : 40);
    runs.list[runs.num++] =
        (struct bitplane_word_run){length, (size_t)next_int(random, 0, (int32_t)(num_words - length)), w};
    w += length;
  }
  return runs.num == 0 ? all_words(num_words) : runs;
}

static int32_t count_differing(const uint64_t* a, const uint64_t* w, const struct runs* runs) {
  int32_t count = 0;
  for (size_t i = 0; i < runs->num; i++) {
    const struct bitplane_word_run* run = &runs->list[i];
    for (size_t bit = 0; bit < 64 * run->num_words; bit++) {
      count += (int32_t)(((a[run->a + bit / 64] ^ w[run->w + bit / 64]) >> (bit % 64)) & 1);
    }
  }
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

// A product with its pixels in a random order, so that neither they nor their results are side by side.
struct problem {
  struct size size;
  struct runs runs;
  const uint64_t *a, *rows;
  const struct packed_filters* packed;
  size_t place[MAX_PIXELS];  // of each pixel in the order of the kernel
};

static void shuffle(struct problem* problem, struct random* random) {
  const size_t num = problem->size.num_pixels;
  for (size_t i = 0; i < num; i++) problem->place[i] = i;
  for (size_t i = num; i > 1; i--) {
    const size_t j = (size_t)next_int(random, 0, (int32_t)i - 1), last = problem->place[i - 1];
    problem->place[i - 1] = problem->place[j];
    problem->place[j] = last;
  }
}

static struct bitplane_bgemm_operands operands_of(const struct problem* problem, const uint64_t* pointers[MAX_PIXELS]) {
  const struct size* size = &problem->size;
  for (size_t i = 0; i < size->num_pixels; i++) pointers[i] = problem->a + problem->place[i] * size->num_words;
  return (struct bitplane_bgemm_operands){
      .num_pixels = size->num_pixels,
      .num_blocks = problem->packed->num_blocks,
      .a = pointers,
      .w = problem->packed->weights,
      .filter_words = size->num_words,
      .num_runs = problem->runs.num,
      .runs = problem->runs.list,
  };
}

static int32_t count_at(const struct problem* problem, size_t m, size_t n) {
  const size_t num_words = problem->size.num_words;
  return count_differing(problem->a + m * num_words, problem->rows + n * num_words, &problem->runs);
}

// The form that gives signs: bounds around the counts, filters past the last one never above theirs.
static void test_signs(const struct bitplane_bgemm_kernel* kernel, const struct problem* problem,
                       struct random* random) {
  static int16_t limit_memory[MAX_PIXELS][2 * LDACC + 1];
  static uint64_t bits[MAX_PIXELS * MAX_SIGN_WORDS + 1], expected[MAX_PIXELS * MAX_SIGN_WORDS + 1];
  const struct size* size = &problem->size;
  const uint64_t* pointers[MAX_PIXELS];
  const int16_t* limits[MAX_PIXELS];
  uint64_t* to[MAX_PIXELS];
  const struct bitplane_bgemm_operands operands = operands_of(problem, pointers);
  const size_t padded = operands.num_blocks * kernel->filter_block, row_words = (padded + 63) / 64;
  const bool has_min = next_int(random, 0, 1) == 1;
  memset(bits, GUARD & 0xff, sizeof bits);
  memset(expected, GUARD & 0xff, sizeof expected);
  memset(expected, 0, size->num_pixels * row_words * sizeof *expected);
  for (size_t i = 0; i < size->num_pixels; i++) {
    const size_t m = problem->place[i];
    int16_t *max_count = limit_memory[m] + 1, *min_count = max_count + padded;
    limits[i] = max_count;
    to[i] = bits + m * row_words;
    for (size_t n = 0; n < padded; n++) {
      max_count[n] = INT16_MAX;
      min_count[n] = has_min ? 0 : INT16_MAX;
      if (n >= size->num_filters) continue;
      const int32_t count = count_at(problem, m, n);
      max_count[n] = (int16_t)(count + next_int(random, -1, 1));
      if (has_min) min_count[n] = (int16_t)(count + next_int(random, -2, 1));
      const bool is_outside = count > max_count[n] || (has_min && count < min_count[n]);
      expected[m * row_words + n / 64] |= (uint64_t)is_outside << n % 64;
    }
  }
  kernel->run_signs(&operands, limits, has_min, to);
  check(memcmp(bits, expected, sizeof bits) == 0, "%s, signs: %zu pixels, %zu filters, %zu words, %zu runs",
        kernel->name, size->num_pixels, size->num_filters, size->num_words, problem->runs.num);
}

static void test_sums(const struct bitplane_bgemm_kernel* kernel, const struct problem* problem,
                      struct random* random) {
  static int32_t base_memory[MAX_PIXELS][LDACC + 1], acc_memory[MAX_PIXELS * LDACC + 1];
  const struct size* size = &problem->size;
  const uint64_t* pointers[MAX_PIXELS];
  const int32_t* base[MAX_PIXELS];
  int32_t *acc = acc_memory + 1, *to[MAX_PIXELS];
  const struct bitplane_bgemm_operands operands = operands_of(problem, pointers);
  const size_t padded = operands.num_blocks * kernel->filter_block;
  for (size_t i = 0; i < size->num_pixels; i++) {
    const size_t m = problem->place[i];
    base[i] = base_memory[m] + 1;
    to[i] = acc + m * LDACC;
    for (size_t n = 0; n < padded; n++) base_memory[m][n + 1] = next_int(random, -100000, 100000);
  }
  for (size_t k = 0; k < MAX_PIXELS * LDACC; k++) acc[k] = GUARD;
  kernel->run(&operands, base, to);
  int is_right = 1;
  for (size_t m = 0; m < MAX_PIXELS; m++) {
    for (size_t n = 0; n < LDACC; n++) {
      const int32_t got = acc[m * LDACC + n];
      if (m >= size->num_pixels || n >= padded) {
        is_right &= got == GUARD;
      } else if (n < size->num_filters) {
        is_right &= got == base_memory[m][n + 1] - 2 * count_at(problem, m, n);
      }
    }
  }
  check(is_right, "%s: %zu pixels, %zu filters, %zu words, %zu runs", kernel->name, size->num_pixels, size->num_filters,
        size->num_words, problem->runs.num);
}

static void test_size(const struct bitplane_bgemm_kernel* kernel, const struct size* size, struct random* random) {
  // One element off the start: no kernel may count on vector alignment.
  static uint64_t a_memory[MAX_PIXELS * MAX_WORDS + 1], rows[MAX_FILTERS * MAX_WORDS];
  uint64_t* a = a_memory + 1;
  fill(a, rows, size, random);
  // At an odd multiple of 8.
  const struct packed_filters packed =
      pack_filters(kernel, &(struct filter_rows){size->num_filters, size->num_words, rows}, 8);
  check(packed.is_whole, "%s: packs %zu filters of %zu words beyond its memory", kernel->name, size->num_filters,
        size->num_words);
  struct problem problem = {.size = *size, .runs = all_words(size->num_words), .a = a, .rows = rows, .packed = &packed};
  for (int times = 0; times < 2; times++) {
    shuffle(&problem, random);
    test_sums(kernel, &problem, random);
    const bool has_signs = kernel->run_signs != NULL && packed.num_blocks > 0;
    if (has_signs && size->num_words <= BITPLANE_MAX_SIGN_WORDS) test_signs(kernel, &problem, random);
    problem.runs = some_words(size->num_words, random);
  }
  free(packed.memory);
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

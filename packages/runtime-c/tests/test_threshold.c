// Every threshold kernel of the list against the definition: all numbers of channels around words and vectors, both
// widths of bounds, with and without upper, sums that equal their bounds, guards.
#include "check.h"
#include "kernels/kernels.h"
#include "random.h"

enum { MAX_CHANNELS = 200, MAX_WORDS = (MAX_CHANNELS + 63) / 64 };
#define GUARD UINT64_C(0x5a5a5a5a5a5a5a5a)

struct bounds {
  int32_t lower[MAX_CHANNELS], upper[MAX_CHANNELS];
  int16_t narrow_lower[MAX_CHANNELS + 1], narrow_upper[MAX_CHANNELS + 1];
  uint64_t flip[MAX_WORDS];
};

static int sign_bit(const struct bounds* bounds, int has_upper, const int32_t* acc, size_t c) {
  const int is_inside = acc[c] >= bounds->lower[c] && (!has_upper || acc[c] <= bounds->upper[c]);
  const int flip = (int)(bounds->flip[c / 64] >> (c % 64) & 1);
  return is_inside != flip ? 0 : 1;
}

static void draw(struct bounds* bounds, int32_t* acc, size_t num_channels, int is_wide, struct random* random) {
  const int32_t max = is_wide ? INT32_MAX : INT16_MAX, min = is_wide ? INT32_MIN : INT16_MIN;
  for (size_t c = 0; c < num_channels; c++) {
    const int is_extreme = next_int(random, 0, 3) == 0;
    bounds->lower[c] = is_extreme ? (next_int(random, 0, 1) ? max : min) : next_int(random, -3, 3);
    bounds->upper[c] = is_extreme ? (next_int(random, 0, 1) ? max : min) : next_int(random, -3, 3);
    bounds->narrow_lower[c] = (int16_t)bounds->lower[c];
    bounds->narrow_upper[c] = (int16_t)bounds->upper[c];
    acc[c] = next_int(random, 0, 9) == 0 ? bounds->lower[c] : next_int(random, -4, 4);
  }
  for (size_t k = 0; k < MAX_WORDS; k++) bounds->flip[k] = next_word(random);
  if (num_channels % 64 != 0) bounds->flip[num_channels / 64] &= (UINT64_C(1) << (num_channels % 64)) - 1;
}

static void test_case(const struct bitplane_threshold_kernel* kernel, size_t num_channels, int variant,
                      struct random* random) {
  const int is_wide = variant & 1, has_upper = variant >> 1;
  const size_t num_words = (num_channels + 63) / 64;
  struct bounds bounds;
  int32_t acc[MAX_CHANNELS];
  uint64_t bits[MAX_WORDS + 1], expected[MAX_WORDS] = {0};
  draw(&bounds, acc, num_channels, is_wide, random);
  for (size_t c = 0; c < num_channels; c++)
    expected[c / 64] |= (uint64_t)sign_bit(&bounds, has_upper, acc, c) << (c % 64);
  const struct bitplane_bounds given = {
      .nbytes = is_wide ? 4 : 2,
      .lower = is_wide ? (const void*)bounds.lower : bounds.narrow_lower,
      .upper = !has_upper ? NULL
               : is_wide  ? (const void*)bounds.upper
                          : bounds.narrow_upper,
      .flip = bounds.flip,
  };
  for (size_t k = 0; k <= MAX_WORDS; k++) bits[k] = GUARD;
  kernel->run(num_channels, acc, &given, bits);
  int is_right = bits[num_words] == GUARD;
  for (size_t k = 0; k < num_words; k++) is_right &= bits[k] == expected[k];
  check(is_right, "%s: %zu channels, %d-byte bounds, %s upper", kernel->name, num_channels, is_wide ? 4 : 2,
        has_upper ? "with" : "without");
}

int main(void) {
  struct random random = seeded(3);
  for (size_t i = 0; i < bitplane_num_threshold_kernels; i++) {
    const struct bitplane_threshold_kernel* kernel = &bitplane_threshold_kernels[i];
    if ((kernel->cpu_features & ~bitplane_cpu_features()) != 0) {
      printf("skipped: %s (not on this CPU)\n", kernel->name);
      continue;
    }
    for (size_t channels = 1; channels <= MAX_CHANNELS; channels++) {
      for (int variant = 0; variant < 4; variant++) test_case(kernel, channels, variant, &random);
    }
  }
  return report();
}

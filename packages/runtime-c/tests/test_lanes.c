// Every kernel with pixels in lanes against the naive oracle: windows of many shapes over a bordered image, from planes
// to sums and signs; tiles that start and end anywhere; guards.
#include <stdlib.h>
#include <string.h>

#include "bits.h"
#include "check.h"
#include "prepared_kernels.h"
#include "random.h"

enum { MAX_FILTERS = 130, NUM_CASES = 60 };

static struct lane_geometry draw_geometry(struct random* random) {
  struct lane_geometry g = {
      .num_words = PICK(random, 1, 1, 2, 3),
      .tap_rows = PICK(random, 1, 2, 3),
      .tap_columns = PICK(random, 1, 3, 4),
      .row_dilation = PICK(random, 1, 1, 2),
      .row_stride = PICK(random, 1, 1, 2),
      .output_width = PICK(random, 1, 2, 7, 16, 31, 56, 130),
      .output_height = PICK(random, 1, 2, 5, 9),
  };
  g.width = g.output_width + g.tap_columns - 1;
  g.height = (g.output_height - 1) * g.row_stride + (g.tap_rows - 1) * g.row_dilation + 1;
  return g;
}

// What the kernels see of it, and the expected results.
struct problem {
  struct lane_geometry geometry;
  size_t num_pixels, num_filters, num_words;  // of the output; of a filter
  uint64_t *image, *filters;
  uint8_t* padding;
  int32_t* inside;  // [num_pixels]
  int32_t* counts;  // [num_pixels, num_filters]
};

static size_t pixel_under(const struct lane_geometry* g, size_t output, size_t tap) {
  const size_t row = output / g->output_width * g->row_stride + tap / g->tap_columns * g->row_dilation;
  return row * g->width + output % g->output_width + tap % g->tap_columns;
}

static int32_t count_at(const struct problem* p, size_t output, size_t filter) {
  const struct lane_geometry* g = &p->geometry;
  int32_t count = 0;
  for (size_t tap = 0; tap < g->tap_rows * g->tap_columns; tap++) {
    const size_t pixel = pixel_under(g, output, tap);
    if (p->padding[pixel] != 0) continue;
    const uint64_t* w = p->filters + filter * p->num_words + tap * g->num_words;
    for (size_t k = 0; k < g->num_words; k++) count += bitplane_popcount(w[k] ^ p->image[pixel * g->num_words + k]);
  }
  return count;
}

static int32_t inside_at(const struct problem* p, size_t output) {
  const struct lane_geometry* g = &p->geometry;
  int32_t inside = 0;
  for (size_t tap = 0; tap < g->tap_rows * g->tap_columns; tap++) {
    if (p->padding[pixel_under(g, output, tap)] == 0) inside += (int32_t)g->num_words * BITPLANE_WORD_BITS;
  }
  return inside;
}

// The first filter is all ones and the first rows of the image are zeros: the largest counts there are.
static struct problem make_problem(struct random* random) {
  struct problem p = {.geometry = draw_geometry(random), .num_filters = PICK(random, 1, 2, 7, 8, 10, 33, 64, 65, 130)};
  const struct lane_geometry* g = &p.geometry;
  const size_t image_pixels = g->width * g->height;
  p.num_pixels = g->output_width * g->output_height;
  p.num_words = g->tap_rows * g->tap_columns * g->num_words;
  p.image = malloc(image_pixels * g->num_words * sizeof *p.image);
  p.filters = malloc(p.num_filters * p.num_words * sizeof *p.filters);
  p.padding = calloc(image_pixels + BITPLANE_LANE_SLACK, 1);
  p.inside = malloc(p.num_pixels * sizeof *p.inside);
  p.counts = malloc(p.num_pixels * p.num_filters * sizeof *p.counts);
  for (size_t k = 0; k < image_pixels * g->num_words; k++) p.image[k] = next_word(random);
  for (size_t k = 0; k < p.num_filters * p.num_words; k++) p.filters[k] = next_word(random);
  memset(p.image, 0, g->width * g->num_words * sizeof *p.image);
  memset(p.filters, 0xff, p.num_words * sizeof *p.filters);
  const int has_padding = next_int(random, 0, 1);
  for (size_t i = 0; has_padding && i < image_pixels; i++) {
    const int is_border = i % g->width == 0 || i % g->width == g->width - 1 || i / g->width == g->height - 1;
    p.padding[i] = is_border ? BITPLANE_LANE_PADDING : 0;
  }
  for (size_t m = 0; m < p.num_pixels; m++) {
    p.inside[m] = inside_at(&p, m);
    for (size_t n = 0; n < p.num_filters; n++) p.counts[m * p.num_filters + n] = count_at(&p, m, n);
  }
  return p;
}

static void free_problem(struct problem* p) {
  free(p->image);
  free(p->filters);
  free(p->padding);
  free(p->inside);
  free(p->counts);
}

static void test_sums(const struct bitplane_lanes_kernel* kernel, const struct problem* p,
                      const struct prepared_lanes* prepared, size_t first, size_t num) {
  const size_t ldacc = prepared->num_blocks * kernel->filter_block + 3, nbytes = num * ldacc * sizeof(int32_t);
  const struct bitplane_lane_tile tile = {num, p->num_words, prepared->lanes};
  int32_t* acc = (int32_t*)(void*)guarded(nbytes);
  kernel->run(&tile, prepared->num_blocks, prepared->packed, p->inside + first, acc, ldacc);
  int is_right = ((uint8_t*)acc)[nbytes] == GUARD_BYTE;
  for (size_t m = 0; m < num; m++) {
    const int32_t* counts = p->counts + (first + m) * p->num_filters;
    for (size_t n = 0; n < p->num_filters; n++) is_right &= acc[m * ldacc + n] == p->inside[first + m] - 2 * counts[n];
    for (size_t n = ldacc - 3; n < ldacc; n++) is_right &= acc[m * ldacc + n] == 0x5a5a5a5a;
  }
  check(is_right, "%s: %zu filters of %zu words, pixels %zu to %zu", kernel->name, p->num_filters, p->num_words, first,
        first + num);
  free(acc);
}

// Bounds around the counts of one pixel, some of them out of reach; filters past the last one give 0.
static void test_signs(const struct bitplane_lanes_kernel* kernel, const struct problem* p,
                       const struct prepared_lanes* prepared, size_t first, size_t num, struct random* random) {
  const size_t num_padded = prepared->num_blocks * kernel->filter_block, row_words = bitplane_row_words(num_padded);
  const size_t nbytes = num * row_words * sizeof(uint64_t);
  int16_t middle[BITPLANE_LANE_PIXELS], max_count[MAX_FILTERS + 7], min_count[MAX_FILTERS + 7];
  uint64_t flip[(MAX_FILTERS + 63) / 64] = {0};
  const bool has_min = next_int(random, 0, 1) == 1;
  for (size_t m = 0; m < num; m++) middle[m] = (int16_t)(p->inside[first + m] / 2);
  for (size_t n = 0; n < num_padded; n++) {
    max_count[n] = INT16_MAX;
    min_count[n] = INT16_MIN;
    if (n >= p->num_filters) continue;
    const size_t m = (size_t)next_int(random, 0, (int32_t)num - 1);
    const int32_t at = p->counts[(first + m) * p->num_filters + n] - middle[m];
    max_count[n] =
        (int16_t)PICK(random, (uint32_t)at, (uint32_t)(at - 1), (uint32_t)(at + 3), INT16_MAX, (uint32_t)INT16_MIN);
    min_count[n] =
        (int16_t)PICK(random, (uint32_t)at, (uint32_t)(at + 1), (uint32_t)(at - 3), INT16_MAX, (uint32_t)INT16_MIN);
    flip[n / 64] |= (uint64_t)next_int(random, 0, 1) << n % 64;
  }
  const struct bitplane_lane_tile tile = {num, p->num_words, prepared->lanes};
  const struct bitplane_lane_limits limits = {middle, max_count, has_min ? min_count : NULL, flip};
  uint64_t* bits = (uint64_t*)(void*)guarded(nbytes);
  kernel->run_signs(&tile, prepared->num_blocks, prepared->packed, &limits, bits);
  int is_right = ((uint8_t*)bits)[nbytes] == GUARD_BYTE;
  for (size_t m = 0; m < num; m++) {
    for (size_t n = 0; n < row_words * 64; n++) {
      bool expected = false;
      if (n < p->num_filters) {
        const int32_t at = p->counts[(first + m) * p->num_filters + n] - middle[m];
        expected = (at > max_count[n] || (has_min && at < min_count[n])) != (flip[n / 64] >> n % 64 & 1);
      }
      is_right &= (bits[m * row_words + n / 64] >> n % 64 & 1) == expected;
    }
  }
  check(is_right, "%s, signs: %zu filters of %zu words, pixels %zu to %zu", kernel->name, p->num_filters, p->num_words,
        first, first + num);
  free(bits);
}

static void test_kernel(const struct bitplane_lanes_kernel* kernel, struct random* random) {
  for (size_t i = 0; i < NUM_CASES; i++) {
    struct problem problem = make_problem(random);
    const struct lane_problem given = {
        problem.geometry, {problem.num_filters, problem.num_words, problem.filters}, problem.image, problem.padding};
    struct prepared_lanes prepared = prepare_lanes(kernel, &given);
    check(prepared.is_whole, "%s: writes beyond its memory", kernel->name);
    for (size_t first = 0, num; first < problem.num_pixels; first += num) {
      const size_t left = problem.num_pixels - first, max_pixels = PICK(random, BITPLANE_LANE_PIXELS, 100, 33, 15, 1);
      num = left < max_pixels ? left : max_pixels;
      kernel->gather(&prepared.image, prepared.planes, first, num, prepared.lanes);
      test_sums(kernel, &problem, &prepared, first, num);
      test_signs(kernel, &problem, &prepared, first, num, random);
    }
    free_prepared_lanes(&prepared);
    free_problem(&problem);
  }
}

// Few filters and many pixels, and no bgemm kernel of a wider instruction set.
static void test_choice(void) {
  const struct bitplane_bgemm_kernel portable = {.name = "portable"},
                                     wide = {.name = "wide", .cpu_features = UINT32_MAX};
  const struct bitplane_lanes_shape good = {16, 1024}, many_filters = {1024, 1 << 20}, few_pixels = {64, 9};
  check(bitplane_select_lanes(0, good, &portable) == NULL, "chosen without the CPU's features");
  for (size_t i = 0; i < bitplane_num_lanes_kernels; i++) {
    const struct bitplane_lanes_kernel* kernel = bitplane_lanes_kernels[i];
    const uint32_t features = kernel->cpu_features;
    const struct bitplane_lanes_shape one_filter = {1, 1024};
    check(bitplane_select_lanes(features, one_filter, &portable) == NULL, "%s: one filter", kernel->name);
    check(bitplane_select_lanes(features, good, &portable) == kernel, "%s: not chosen", kernel->name);
    check(bitplane_select_lanes(features, many_filters, &portable) == NULL, "%s: many filters", kernel->name);
    check(bitplane_select_lanes(features, few_pixels, &portable) == NULL, "%s: few pixels", kernel->name);
    if (kernel->outdone_by == 0) continue;
    check(bitplane_select_lanes(UINT32_MAX, good, &wide) == NULL, "%s: chosen before a wider one", kernel->name);
  }
}

int main(void) {
  struct random random = seeded(1);
  test_choice();
  for (size_t i = 0; i < bitplane_num_lanes_kernels; i++) {
    const struct bitplane_lanes_kernel* kernel = bitplane_lanes_kernels[i];
    if ((kernel->cpu_features & ~bitplane_cpu_features()) != 0) {
      printf("skipped: %s (not on this CPU)\n", kernel->name);
      continue;
    }
    test_kernel(kernel, &random);
  }
  return report();
}

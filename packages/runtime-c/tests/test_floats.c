// Every floats kernel of the list against the definitions, bit by bit: rows around words and vectors, zeros of both
// signs and subnormal numbers among the values, steps longer than rows, guards.
#include <string.h>

#include "check.h"
#include "kernels/kernels.h"
#include "random.h"

enum {
  MAX_ROWS = 3,
  MAX_COLUMNS = 200,
  GAP = 5,
  MAX_NUMBERS = MAX_ROWS * (MAX_COLUMNS + GAP),
  MAX_WORDS = MAX_ROWS * 4
};
#define GUARD 12345.0f

struct values {
  float x[MAX_NUMBERS], other[MAX_NUMBERS], scale[MAX_NUMBERS], offset[MAX_NUMBERS];
  int32_t acc[MAX_NUMBERS];
};

static float draw_float(struct random* random) {
  static const float special[] = {0.0f, -0.0f, 0x1p-149f, -0x1.8p-130f, 1.0f, -1.0f};
  if (next_int(random, 0, 3) == 0) return special[next_int(random, 0, 5)];
  return (float)next_int(random, -1000000, 1000000) / 257.0f;
}

static void draw(struct values* values, struct random* random) {
  for (size_t k = 0; k < MAX_NUMBERS; k++) {
    values->x[k] = draw_float(random);
    values->other[k] = draw_float(random);
    values->scale[k] = draw_float(random);
    values->offset[k] = draw_float(random);
    values->acc[k] = next_int(random, -(1 << 24), 1 << 24);
  }
}

enum operation { AFFINE_INT32, AFFINE_FLOAT32, PRELU, ACCUMULATE, ADD, RELU, NUM_OPERATIONS };
static const char* const operation_names[] = {"affine-int32", "affine-float32", "prelu", "accumulate", "add", "relu"};

// One rounding each: volatile keeps the compiler from anything else.
static float scaled(float scale, float x, float offset) {
  volatile float product = scale * x;
  product = product + offset;
  return product;
}

static float define(enum operation operation, const struct values* v, size_t row, size_t columns, size_t c) {
  const size_t at = row * columns + c, in_step = row * (columns + GAP) + c;
  switch (operation) {
    case AFFINE_INT32:
      return scaled(v->scale[c], (float)v->acc[in_step], v->offset[c]);
    case AFFINE_FLOAT32:
      return scaled(v->scale[c], v->x[at], v->offset[c]);
    case PRELU:
      return v->x[at] >= 0 ? v->x[at] : scaled(v->scale[in_step], v->x[at], -0.0f);
    case ACCUMULATE:
      return scaled(v->scale[c], (float)v->acc[in_step], v->other[at]);
    case ADD:
      return scaled(1, v->x[at], v->other[at]);
    default:
      return v->x[at] > 0 ? v->x[at] : 0;
  }
}

static void run(const struct bitplane_floats_kernel* kernel, enum operation operation, const struct values* v,
                struct bitplane_rows rows, float* y) {
  const size_t step = rows.columns + GAP, num = rows.num * rows.columns;
  if (operation == ACCUMULATE) memcpy(y, v->other, num * sizeof *y);
  if (operation == AFFINE_INT32) kernel->affine_int32(rows, v->acc, step, v->scale, v->offset, y);
  if (operation == AFFINE_FLOAT32) kernel->affine_float32(rows, v->x, v->scale, v->offset, y);
  if (operation == PRELU) kernel->prelu(rows, v->x, v->scale, step, y);
  if (operation == ACCUMULATE) kernel->accumulate(rows, v->acc, step, v->scale, y);
  if (operation == ADD) kernel->add(num, v->x, v->other, y);
  if (operation == RELU) kernel->relu(num, v->x, y);
}

static void test_numbers(const struct bitplane_floats_kernel* kernel, const struct values* v,
                         struct bitplane_rows rows) {
  for (enum operation operation = 0; operation < NUM_OPERATIONS; operation++) {
    float y[MAX_NUMBERS + 1];
    y[rows.num * rows.columns] = GUARD;
    run(kernel, operation, v, rows, y);
    int is_right = y[rows.num * rows.columns] == GUARD;
    for (size_t k = 0; k < rows.num * rows.columns; k++) {
      const float expected = define(operation, v, k / rows.columns, rows.columns, k % rows.columns);
      is_right &= memcmp(&y[k], &expected, sizeof expected) == 0;
    }
    check(is_right, "%s: %s of %zu rows of %zu", kernel->name, operation_names[operation], rows.num, rows.columns);
  }
}

static void test_sign(const struct bitplane_floats_kernel* kernel, const struct values* v, struct bitplane_rows rows) {
  const size_t num_words = (rows.columns + 63) / 64;
  uint64_t bits[MAX_WORDS + 1], expected[MAX_WORDS] = {0};
  for (size_t k = 0; k < rows.num * rows.columns; k++) {
    expected[k / rows.columns * num_words + k % rows.columns / 64] |= (uint64_t)(v->x[k] < 0)
                                                                      << (k % rows.columns % 64);
  }
  bits[rows.num * num_words] = 77;
  kernel->sign(rows, v->x, bits);
  const int is_right =
      bits[rows.num * num_words] == 77 && memcmp(bits, expected, rows.num * num_words * sizeof *bits) == 0;
  check(is_right, "%s: sign of %zu rows of %zu", kernel->name, rows.num, rows.columns);
}

int main(void) {
  static struct values values;
  struct random random = seeded(5);
  for (size_t i = 0; i < bitplane_num_floats_kernels; i++) {
    const struct bitplane_floats_kernel* kernel = bitplane_floats_kernels[i];
    if ((kernel->cpu_features & ~bitplane_cpu_features()) != 0) {
      printf("skipped: %s (not on this CPU)\n", kernel->name);
      continue;
    }
    for (size_t columns = 0; columns <= MAX_COLUMNS; columns++) {
      draw(&values, &random);
      for (size_t num = 0; num <= MAX_ROWS; num++) {
        test_numbers(kernel, &values, (struct bitplane_rows){num, columns});
        test_sign(kernel, &values, (struct bitplane_rows){num, columns});
      }
    }
  }
  return report();
}

// The loops of a floats kernel. Each instruction set compiles them with its own flags: compilers do as many channels at
// a time as these allow, and no faster form gives the same bits.
#ifndef BITPLANE_KERNELS_FLOATS_H_
#define BITPLANE_KERNELS_FLOATS_H_

#include "../exact_floats.h"
#include "kernels.h"
#include "signs.h"

static void affine_int32(struct bitplane_rows rows, const int32_t* restrict acc, size_t acc_step,
                         const float* restrict scale, const float* restrict offset, float* restrict y) {
  for (size_t m = 0; m < rows.num; m++, acc += acc_step, y += rows.columns) {
    for (size_t c = 0; c < rows.columns; c++) y[c] = scale[c] * (float)acc[c] + offset[c];
  }
}

static void affine_float32(struct bitplane_rows rows, const float* restrict x, const float* restrict scale,
                           const float* restrict offset, float* restrict y) {
  for (size_t m = 0; m < rows.num; m++, x += rows.columns, y += rows.columns) {
    for (size_t c = 0; c < rows.columns; c++) y[c] = scale[c] * x[c] + offset[c];
  }
}

static void prelu(struct bitplane_rows rows, const float* restrict x, const float* restrict slopes, size_t slopes_step,
                  float* restrict y) {
  for (size_t m = 0; m < rows.num; m++, x += rows.columns, y += rows.columns, slopes += slopes_step) {
    for (size_t c = 0; c < rows.columns; c++) {
      const float below = slopes[c] * x[c];
      y[c] = x[c] >= 0 ? x[c] : below;
    }
  }
}

static void accumulate(struct bitplane_rows rows, const int32_t* restrict acc, size_t acc_step,
                       const float* restrict scale, float* restrict y) {
  for (size_t m = 0; m < rows.num; m++, acc += acc_step, y += rows.columns) {
    for (size_t c = 0; c < rows.columns; c++) y[c] = y[c] + scale[c] * (float)acc[c];
  }
}

static void add(size_t num, const float* a, const float* b, float* restrict y) {
  for (size_t k = 0; k < num; k++) y[k] = a[k] + b[k];
}

static void relu(size_t num, const float* restrict x, float* restrict y) {
  for (size_t k = 0; k < num; k++) y[k] = x[k] > 0 ? x[k] : 0;
}

static void sign(struct bitplane_rows rows, const float* x, uint64_t* bits) {
  for (size_t m = 0; m < rows.num; m++, x += rows.columns) {
    size_t c = 0;
    // A constant number lets the compiler lay the loops out.
    for (; c + BITPLANE_WORD_BITS <= rows.columns; c += BITPLANE_WORD_BITS) {
      *bits++ = bitplane_signs_of(x + c, BITPLANE_WORD_BITS);
    }
    if (c < rows.columns) *bits++ = bitplane_signs_of(x + c, rows.columns - c);
  }
}

#define BITPLANE_FLOATS_KERNEL(kernel, features) \
  {.name = #kernel,                              \
   .cpu_features = (features),                   \
   .affine_int32 = affine_int32,                 \
   .affine_float32 = affine_float32,             \
   .prelu = prelu,                               \
   .accumulate = accumulate,                     \
   .add = add,                                   \
   .relu = relu,                                 \
   .sign = sign}

#endif

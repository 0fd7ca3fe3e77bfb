// The loops of an fgemm kernel: tiles of pixels by blocks of filters, whose sums stay in registers. A vector has one
// filter, or channel, in each lane, and no sum is split, so that every width gives the same bits.
// The including file must define, before this header:
//   FGEMM_LANES: floats of a vector, and the filter block; FGEMM_PIXELS, FGEMM_BLOCKS: of a tile, 2 or 4 blocks.
#ifndef BITPLANE_KERNELS_FGEMM_TILES_H_
#define BITPLANE_KERNELS_FGEMM_TILES_H_

#include "../exact_floats.h"
#include "kernels.h"

#if FGEMM_LANES == 1
typedef float float_vector, floats_anywhere;
#else
typedef float float_vector __attribute__((vector_size(FGEMM_LANES * sizeof(float))));
typedef float floats_anywhere
    __attribute__((vector_size(FGEMM_LANES * sizeof(float)), aligned(sizeof(float)), may_alias));
#endif

#define FGEMM_INLINE inline __attribute__((always_inline))

// Not memcpy, which gcc for A64 takes through integer registers.
static FGEMM_INLINE float_vector load_floats(const float* from) { return *(const floats_anywhere*)from; }

static FGEMM_INLINE void store_floats(float_vector v, float* to) { *(floats_anywhere*)to = v; }

// What a kernel is given, from the first pixel and block of a tile on.
struct float_product {
  size_t depth, lda;
  const float *a, *w, *base;
  float* y;
  size_t ldy;
};

// `pixels` by `blocks`: constants wherever this is inlined.
static FGEMM_INLINE void multiply_float_tile(const struct float_product* p, size_t pixels, size_t blocks) {
  float_vector sums[FGEMM_PIXELS][FGEMM_BLOCKS];
  for (size_t i = 0; i < pixels; i++) {
    for (size_t j = 0; j < blocks; j++) sums[i][j] = load_floats(p->base + j * FGEMM_LANES);
  }
  for (size_t k = 0; k < p->depth; k++) {
    float_vector w[FGEMM_BLOCKS];
    for (size_t j = 0; j < blocks; j++) w[j] = load_floats(p->w + (j * p->depth + k) * FGEMM_LANES);
    for (size_t i = 0; i < pixels; i++) {
      const float x = p->a[i * p->lda + k];
      for (size_t j = 0; j < blocks; j++) sums[i][j] += w[j] * x;
    }
  }
  for (size_t i = 0; i < pixels; i++) {
    for (size_t j = 0; j < blocks; j++) store_floats(sums[i][j], p->y + i * p->ldy + j * FGEMM_LANES);
  }
}

// All pixels by `blocks` blocks, whose weights stay in L1 meanwhile.
static FGEMM_INLINE void multiply_float_blocks(struct float_product p, size_t num_pixels, size_t blocks) {
  size_t m = 0;
  for (; m + FGEMM_PIXELS <= num_pixels; m += FGEMM_PIXELS, p.a += FGEMM_PIXELS * p.lda, p.y += FGEMM_PIXELS * p.ldy) {
    multiply_float_tile(&p, FGEMM_PIXELS, blocks);
  }
  for (; m < num_pixels; m++, p.a += p.lda, p.y += p.ldy) multiply_float_tile(&p, 1, blocks);
}

// Goes on by that many blocks.
static FGEMM_INLINE void skip_blocks(struct float_product* p, size_t blocks) {
  p->w += blocks * FGEMM_LANES * p->depth;
  p->base += blocks * FGEMM_LANES;
  p->y += blocks * FGEMM_LANES;
}

// As bitplane_fgemm_fn.
static FGEMM_INLINE void multiply_floats(size_t num_pixels, size_t num_blocks, size_t depth, const float* a,
                                         const float* w, const float* base, float* y, size_t ldy) {
  struct float_product p = {depth, depth, a, w, base, y, ldy};
  size_t left = num_blocks;
  for (; left >= FGEMM_BLOCKS; left -= FGEMM_BLOCKS, skip_blocks(&p, FGEMM_BLOCKS)) {
    multiply_float_blocks(p, num_pixels, FGEMM_BLOCKS);
  }
  for (; FGEMM_BLOCKS > 2 && left >= 2; left -= 2, skip_blocks(&p, 2)) multiply_float_blocks(p, num_pixels, 2);
  if (left > 0) multiply_float_blocks(p, num_pixels, 1);
}

// `vectors` of channels from c on, of one pixel.
static FGEMM_INLINE void sum_taps(const struct bitplane_depthwise* d, const float* x, size_t c, size_t vectors,
                                  float* y) {
  float_vector sums[4];
  const float *base = (const float*)d->base + c, *w = (const float*)d->w + c;
  for (size_t j = 0; j < vectors; j++) sums[j] = load_floats(base + j * FGEMM_LANES);
  for (size_t tap = 0; tap < d->num_taps; tap++, w += d->num_channels) {
    const float* from = x + d->taps[tap] + c;
    for (size_t j = 0; j < vectors; j++)
      sums[j] += load_floats(w + j * FGEMM_LANES) * load_floats(from + j * FGEMM_LANES);
  }
  for (size_t j = 0; j < vectors; j++) store_floats(sums[j], y + c + j * FGEMM_LANES);
}

static FGEMM_INLINE float sum_taps_of_one(const struct bitplane_depthwise* d, const float* x, size_t c) {
  const float* w = (const float*)d->w + c;
  float sum = ((const float*)d->base)[c];
  for (size_t tap = 0; tap < d->num_taps; tap++) sum += w[tap * d->num_channels] * x[d->taps[tap] + c];
  return sum;
}

// As bitplane_depthwise_fn.
static FGEMM_INLINE void sum_channels(const struct bitplane_depthwise* d, size_t num_pixels, const float* x,
                                      size_t x_step, float* y) {
  for (size_t m = 0; m < num_pixels; m++, x += x_step, y += d->num_channels) {
    size_t c = 0;
    for (; c + 4 * FGEMM_LANES <= d->num_channels; c += 4 * FGEMM_LANES) sum_taps(d, x, c, 4, y);
    for (; c + FGEMM_LANES <= d->num_channels; c += FGEMM_LANES) sum_taps(d, x, c, 1, y);
    for (; FGEMM_LANES > 1 && c < d->num_channels; c++) y[c] = sum_taps_of_one(d, x, c);
  }
}

#define BITPLANE_DEFINE_FGEMM(kernel, depthwise)                                                                     \
  bitplane_fgemm_fn kernel;                                                                                          \
  bitplane_depthwise_fn depthwise;                                                                                   \
  void kernel(size_t num_pixels, size_t num_blocks, size_t depth, const float* a, const float* w, const float* base, \
              float* y, size_t ldy) {                                                                                \
    multiply_floats(num_pixels, num_blocks, depth, a, w, base, y, ldy);                                              \
  }                                                                                                                  \
  void depthwise(const struct bitplane_depthwise* d, size_t num_pixels, const void* x, size_t x_step, void* y) {     \
    sum_channels(d, num_pixels, x, x_step, y);                                                                       \
  }

#endif

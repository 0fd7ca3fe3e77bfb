// The loops of a depthwise kernel of bytes: vectors of channels, whose sums stay in registers.
// The including file must define, before this header:
//   BYTE_LANES: channels of a vector, 8 or 16; BYTE_VECTORS: how many of these are summed up at a time;
//   struct channel_sums: of a vector; load_channel_sums(base), store_channel_sums(sums, y);
//   add_products(sums, x, w): returns them with the products of BYTE_LANES bytes by as many weights.
// Without BYTE_LANES the loops are those of one channel.
#ifndef BITPLANE_KERNELS_BYTE_CHANNELS_H_
#define BITPLANE_KERNELS_BYTE_CHANNELS_H_

#include "kernels.h"

#define BYTE_INLINE inline __attribute__((always_inline))

static BYTE_INLINE int32_t sum_byte_taps_of_one(const struct bitplane_depthwise* d, const uint8_t* x, size_t c) {
  const int16_t* w = (const int16_t*)d->w + c;
  uint32_t sum = ((const uint32_t*)d->base)[c];
  for (size_t tap = 0; tap < d->num_taps; tap++) sum += (uint32_t)(x[d->taps[tap] + c] * w[tap * d->num_channels]);
  return (int32_t)sum;
}

#ifdef BYTE_LANES
// `vectors`, a constant, of channels from c on, of one pixel.
static BYTE_INLINE void sum_byte_taps(const struct bitplane_depthwise* d, const uint8_t* x, size_t c, size_t vectors,
                                      int32_t* y) {
  const int32_t* base = (const int32_t*)d->base + c;
  const int16_t* w = (const int16_t*)d->w + c;
  struct channel_sums sums[BYTE_VECTORS];
  for (size_t j = 0; j < vectors; j++) sums[j] = load_channel_sums(base + j * BYTE_LANES);
  for (size_t tap = 0; tap < d->num_taps; tap++, w += d->num_channels) {
    const uint8_t* from = x + d->taps[tap] + c;
    for (size_t j = 0; j < vectors; j++) sums[j] = add_products(sums[j], from + j * BYTE_LANES, w + j * BYTE_LANES);
  }
  for (size_t j = 0; j < vectors; j++) store_channel_sums(sums[j], y + c + j * BYTE_LANES);
}
#endif

// As bitplane_depthwise_fn.
static BYTE_INLINE void sum_byte_channels(const struct bitplane_depthwise* d, size_t num_pixels, const void* bytes,
                                          size_t x_step, void* sums) {
  const uint8_t* x = bytes;
  int32_t* y = sums;
  for (size_t m = 0; m < num_pixels; m++, x += x_step, y += d->num_channels) {
    size_t c = 0;
#ifdef BYTE_LANES
    for (; BYTE_VECTORS > 1 && c + BYTE_VECTORS * BYTE_LANES <= d->num_channels; c += BYTE_VECTORS * BYTE_LANES) {
      sum_byte_taps(d, x, c, BYTE_VECTORS, y);
    }
    for (; c + BYTE_LANES <= d->num_channels; c += BYTE_LANES) sum_byte_taps(d, x, c, 1, y);
#endif
    for (; c < d->num_channels; c++) y[c] = sum_byte_taps_of_one(d, x, c);
  }
}

#define BITPLANE_DEFINE_BYTE_CHANNELS(kernel)                                                                 \
  bitplane_depthwise_fn kernel;                                                                               \
  void kernel(const struct bitplane_depthwise* d, size_t num_pixels, const void* x, size_t x_step, void* y) { \
    sum_byte_channels(d, num_pixels, x, x_step, y);                                                           \
  }

#endif

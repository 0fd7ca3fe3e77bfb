// Eight channels of a depthwise convolution of bytes in two vectors of sums, for byte_channels.h.
#ifndef BITPLANE_KERNELS_NEON_CHANNEL_SUMS_NEON_H_
#define BITPLANE_KERNELS_NEON_CHANNEL_SUMS_NEON_H_

#include <arm_neon.h>

#define BYTE_LANES 8
#define BYTE_VECTORS 4

struct channel_sums {
  int32x4_t low, high;
};

static inline struct channel_sums load_channel_sums(const int32_t* base) {
  return (struct channel_sums){vld1q_s32(base), vld1q_s32(base + BYTE_LANES / 2)};
}

static inline void store_channel_sums(struct channel_sums sums, int32_t* y) {
  vst1q_s32(y, sums.low);
  vst1q_s32(y + BYTE_LANES / 2, sums.high);
}

static inline struct channel_sums add_products(struct channel_sums sums, const uint8_t* x, const int16_t* w) {
  const int16x8_t bytes = vreinterpretq_s16_u16(vmovl_u8(vld1_u8(x))), weights = vld1q_s16(w);
  return (struct channel_sums){
      vmlal_s16(sums.low, vget_low_s16(bytes), vget_low_s16(weights)),
      vmlal_s16(sums.high, vget_high_s16(bytes), vget_high_s16(weights)),
  };
}

#include "../byte_channels.h"

#endif

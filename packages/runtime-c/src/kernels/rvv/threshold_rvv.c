// Comparisons of eight registers of sums at a time make masks, which are packed signs as they are.
#include <riscv_vector.h>
#include <stdbool.h>

#include "../../bits.h"
#include "../kernels.h"

bitplane_threshold_fn bitplane_threshold_m8__rvv;

static inline __attribute__((always_inline)) vint32m8_t load_bounds(const void* bounds, bool is_wide, size_t channel,
                                                                    size_t vl) {
  if (is_wide) return __riscv_vle32_v_i32m8((const int32_t*)bounds + channel, vl);
  return __riscv_vsext_vf2_i32m8(__riscv_vle16_v_i16m4((const int16_t*)bounds + channel, vl), vl);
}

static inline __attribute__((always_inline)) void compare(size_t num_channels, const int32_t* acc,
                                                          const struct bitplane_bounds* bounds, bool is_wide,
                                                          bool has_upper, uint8_t* bits) {
  const size_t max = __riscv_vsetvlmax_e32m8();  // VLEN / 4, whole bytes of signs
  for (size_t c = 0; c < num_channels; c += max) {
    // Of more than `max` channels, but less than twice as many, a CPU may take half.
    const size_t vl = __riscv_vsetvl_e32m8(num_channels - c < max ? num_channels - c : max);
    const vint32m8_t x = __riscv_vle32_v_i32m8(acc + c, vl);
    vbool4_t outside = __riscv_vmslt_vv_i32m8_b4(x, load_bounds(bounds->lower, is_wide, c, vl), vl);
    if (has_upper) {
      const vbool4_t is_above = __riscv_vmsgt_vv_i32m8_b4(x, load_bounds(bounds->upper, is_wide, c, vl), vl);
      outside = __riscv_vmor_mm_b4(outside, is_above, vl);
    }
    const vbool4_t flip = __riscv_vlm_v_b4((const uint8_t*)bounds->flip + c / 8, vl);
    __riscv_vsm_v_b4(bits + c / 8, __riscv_vmxor_mm_b4(outside, flip, vl), vl);
  }
}

void bitplane_threshold_m8__rvv(size_t num_channels, const int32_t* acc, const struct bitplane_bounds* bounds,
                                uint64_t* bits) {
  const bool is_wide = bounds->nbytes == sizeof(int32_t), has_upper = bounds->upper != NULL;
  uint8_t* bytes = (uint8_t*)bits;
  if (!has_upper) {
    if (is_wide) {
      compare(num_channels, acc, bounds, true, false, bytes);
    } else {
      compare(num_channels, acc, bounds, false, false, bytes);
    }
  } else if (is_wide) {
    compare(num_channels, acc, bounds, true, true, bytes);
  } else {
    compare(num_channels, acc, bounds, false, true, bytes);
  }
  // The last byte's other bits are whatever the CPU makes of them, and no byte after it was written.
  const size_t num_left = num_channels % BITPLANE_WORD_BITS;
  if (num_left > 0) bits[num_channels / BITPLANE_WORD_BITS] &= (UINT64_C(1) << num_left) - 1;
}

// Four pixels by 32 filters: vwmacc multiplies a group of 16-bit weights by one activation and adds to sums of 32 bits.
// The group is half a block where VLEN is 128, and a block from 256 bits on.
#include <riscv_vector.h>

#include "../../bits.h"
#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x32__rvv;
bitplane_igemm_signs_fn bitplane_igemm_signs_4x32__rvv;

enum { PIXELS = 4, FILTERS = 32 };

// The filters of a group: 16 or 32. vsetvl may split an odd number in two halves, but not this one.
static inline size_t group_filters(void) { return __riscv_vsetvl_e16m2(FILTERS); }

// The sums of four pixels under a group. Vectors have no size that is known here, so that no array may hold them.
struct rows {
  const int16_t* of[PIXELS];
};

// Pixels from m on; those that are not there repeat the first.
static inline struct rows rows_from(size_t num_pixels, size_t m, size_t depth, const int16_t* a) {
  struct rows rows;
  for (size_t i = 0; i < PIXELS; i++) rows.of[i] = a + (i < num_pixels - m ? m + i : m) * depth;
  return rows;
}

// Declares sum0 ... sum3 of the four pixels. w: of the group's first filter in its block.
#define MULTIPLY(rows, depth, w, base, vl)                                                  \
  vint32m4_t sum0 = __riscv_vle32_v_i32m4(base, vl), sum1 = sum0, sum2 = sum0, sum3 = sum0; \
  for (size_t k = 0; k < (depth); k++) {                                                    \
    const vint16m2_t filters = __riscv_vle16_v_i16m2((w) + k * FILTERS, vl);                \
    sum0 = __riscv_vwmacc_vx_i32m4(sum0, (rows).of[0][k], filters, vl);                     \
    sum1 = __riscv_vwmacc_vx_i32m4(sum1, (rows).of[1][k], filters, vl);                     \
    sum2 = __riscv_vwmacc_vx_i32m4(sum2, (rows).of[2][k], filters, vl);                     \
    sum3 = __riscv_vwmacc_vx_i32m4(sum3, (rows).of[3][k], filters, vl);                     \
  }

void bitplane_igemm_4x32__rvv(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* weights,
                              const int32_t* base, int32_t* acc, size_t ldacc) {
  const size_t vl = group_filters();
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const struct rows rows = rows_from(num_pixels, m, depth, a);
    for (size_t n = 0; n < num_blocks * FILTERS; n += vl) {
      const int16_t* w = (const int16_t*)weights + n / FILTERS * FILTERS * depth + n % FILTERS;
      int32_t* to = acc + m * ldacc + n;
      MULTIPLY(rows, depth, w, base + n, vl)
      __riscv_vse32_v_i32m4(to, sum0, vl);
      if (num_pixels - m > 1) __riscv_vse32_v_i32m4(to + ldacc, sum1, vl);
      if (num_pixels - m > 2) __riscv_vse32_v_i32m4(to + 2 * ldacc, sum2, vl);
      if (num_pixels - m > 3) __riscv_vse32_v_i32m4(to + 3 * ldacc, sum3, vl);
    }
  }
}

// vl is a multiple of 8, so that the signs are whole bytes.
static inline void store_signs(vint32m4_t sums, const uint8_t* flip, uint8_t* bits, size_t vl) {
  const vbool8_t signs = __riscv_vmslt_vx_i32m4_b8(sums, 0, vl);
  __riscv_vsm_v_b8(bits, __riscv_vmxor_mm_b8(signs, __riscv_vlm_v_b8(flip, vl), vl), vl);
}

void bitplane_igemm_signs_4x32__rvv(size_t num_pixels, size_t num_blocks, size_t depth, const void* a,
                                    const void* weights, const int32_t* base, const uint64_t* flip, uint64_t* bits) {
  const size_t vl = group_filters(), num_words = bitplane_row_words(num_blocks * FILTERS);
  const size_t row_nbytes = num_words * sizeof *bits;
  for (size_t m = 0; m < num_pixels; m += PIXELS) {
    const struct rows rows = rows_from(num_pixels, m, depth, a);
    uint64_t* row = bits + m * num_words;
    // An odd number of blocks leaves half a word.
    for (size_t i = 0; i < PIXELS && i < num_pixels - m; i++) row[(i + 1) * num_words - 1] = flip[num_words - 1];
    for (size_t n = 0; n < num_blocks * FILTERS; n += vl) {
      const int16_t* w = (const int16_t*)weights + n / FILTERS * FILTERS * depth + n % FILTERS;
      const uint8_t* flips = (const uint8_t*)flip + n / 8;
      uint8_t* to = (uint8_t*)row + n / 8;
      MULTIPLY(rows, depth, w, base + n, vl)
      store_signs(sum0, flips, to, vl);
      if (num_pixels - m > 1) store_signs(sum1, flips, to + row_nbytes, vl);
      if (num_pixels - m > 2) store_signs(sum2, flips, to + 2 * row_nbytes, vl);
      if (num_pixels - m > 3) store_signs(sum3, flips, to + 3 * row_nbytes, vl);
    }
  }
}

bitplane_depthwise_fn bitplane_byte_channels_m4__rvv;

// Groups of channels whose sums stay in registers.
void bitplane_byte_channels_m4__rvv(const struct bitplane_depthwise* d, size_t num_pixels, const void* bytes,
                                    size_t x_step, void* sums) {
  const int32_t* base = d->base;
  const int16_t* weights = d->w;
  const uint8_t* x = bytes;
  int32_t* y = sums;
  for (size_t m = 0; m < num_pixels; m++, x += x_step, y += d->num_channels) {
    size_t vl;
    for (size_t c = 0; c < d->num_channels; c += vl) {
      vl = __riscv_vsetvl_e16m2(d->num_channels - c);
      vint32m4_t acc = __riscv_vle32_v_i32m4(base + c, vl);
      for (size_t tap = 0; tap < d->num_taps; tap++) {
        const vuint8m1_t channels = __riscv_vle8_v_u8m1(x + d->taps[tap] + c, vl);
        const vint16m2_t w = __riscv_vle16_v_i16m2(weights + tap * d->num_channels + c, vl);
        acc = __riscv_vwmaccsu_vv_i32m4(acc, w, __riscv_vzext_vf2_u16m2(channels, vl), vl);
      }
      __riscv_vse32_v_i32m4(y + c, acc, vl);
    }
  }
}

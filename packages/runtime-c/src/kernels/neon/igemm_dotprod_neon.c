// Four pixels by sixteen filters: sdot adds the products of four bytes with four weights in each of four lanes. It
// takes both signed, so activations become a - 128, and what that takes off a filter's sums is put back into its base.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC target("arch=armv8.2-a+dotprod")
#endif

#include <arm_neon.h>
#include <string.h>

#include "../../bits.h"
#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x16__neon_dotprod;
bitplane_igemm_signs_fn bitplane_igemm_signs_4x16__neon_dotprod;

enum { PIXELS = 4, FILTERS = 16, VECTORS = 4, UNIT = 4 };

// base + 128 * (sum of weights) per filter of a block, modulo 2^32.
static inline void correct_base(size_t depth, const int8_t* w, const int32_t* base, int32x4_t corrected[VECTORS]) {
  int32x4_t sums[VECTORS];
  for (int v = 0; v < VECTORS; v++) sums[v] = vdupq_n_s32(0);
  for (size_t k = 0; k < depth; k += UNIT, w += FILTERS * UNIT) {
    for (int v = 0; v < VECTORS; v++) sums[v] = vdotq_s32(sums[v], vld1q_s8(w + 16 * v), vdupq_n_s8(1));
  }
  for (int v = 0; v < VECTORS; v++) {
    const uint32x4_t start = vreinterpretq_u32_s32(vld1q_s32(base + 4 * v));
    corrected[v] = vreinterpretq_s32_u32(vaddq_u32(start, vshlq_n_u32(vreinterpretq_u32_s32(sums[v]), 7)));
  }
}

static inline int8x16_t broadcast_unit(const uint8_t* bytes) {
  uint32_t unit;
  memcpy(&unit, bytes, sizeof unit);
  return vreinterpretq_s8_u32(vdupq_n_u32(unit ^ UINT32_C(0x80808080)));
}

// rows: the four pixels' activations, some of which may be the same.
static inline __attribute__((always_inline)) void multiply_4x16(size_t depth, const uint8_t* const rows[PIXELS],
                                                                const int8_t* w, const int32x4_t base[VECTORS],
                                                                int32x4_t sums[PIXELS][VECTORS]) {
  for (int m = 0; m < PIXELS; m++) {
    for (int v = 0; v < VECTORS; v++) sums[m][v] = base[v];
  }
  for (size_t k = 0; k < depth; k += UNIT, w += FILTERS * UNIT) {
    int8x16_t weights[VECTORS];
    for (int v = 0; v < VECTORS; v++) weights[v] = vld1q_s8(w + 16 * v);
    for (int m = 0; m < PIXELS; m++) {
      const int8x16_t x = broadcast_unit(rows[m] + k);
      for (int v = 0; v < VECTORS; v++) sums[m][v] = vdotq_s32(sums[m][v], weights[v], x);
    }
  }
}

// Finds the activations of up to four pixels from `m` on; missing pixels repeat the first.
static inline size_t find_rows(size_t num_pixels, size_t m, size_t depth, const uint8_t* a,
                               const uint8_t* rows[PIXELS]) {
  const size_t num_rows = num_pixels - m < PIXELS ? num_pixels - m : PIXELS;
  for (size_t i = 0; i < PIXELS; i++) rows[i] = a + (m + (i < num_rows ? i : 0)) * depth;
  return num_rows;
}

void bitplane_igemm_4x16__neon_dotprod(size_t num_pixels, size_t num_blocks, size_t depth, const void* a,
                                       const void* weights, const int32_t* base, int32_t* acc, size_t ldacc) {
  const int8_t* w = weights;
  for (size_t n = 0; n < num_blocks * FILTERS; n += FILTERS) {
    int32x4_t corrected[VECTORS];
    correct_base(depth, w + n * depth, base + n, corrected);
    for (size_t m = 0; m < num_pixels; m += PIXELS) {
      const uint8_t* rows[PIXELS];
      int32x4_t sums[PIXELS][VECTORS];
      const size_t num_rows = find_rows(num_pixels, m, depth, a, rows);
      multiply_4x16(depth, rows, w + n * depth, corrected, sums);
      for (size_t i = 0; i < PIXELS; i++) {
        if (i >= num_rows) continue;
        int32_t* to = acc + (m + i) * ldacc + n;
        for (int v = 0; v < VECTORS; v++) vst1q_s32(to + 4 * v, sums[i][v]);
      }
    }
  }
}

// Sixteen signs: comparison masks are narrowed to bytes, and three pairwise sums of their bits make two bytes.
static inline uint16_t signs_of(const int32x4_t sums[VECTORS]) {
  static const uint8_t bit_of_lane[FILTERS] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  const uint16x8_t low = vcombine_u16(vmovn_u32(vcltzq_s32(sums[0])), vmovn_u32(vcltzq_s32(sums[1])));
  const uint16x8_t high = vcombine_u16(vmovn_u32(vcltzq_s32(sums[2])), vmovn_u32(vcltzq_s32(sums[3])));
  uint8x16_t bits = vandq_u8(vcombine_u8(vmovn_u16(low), vmovn_u16(high)), vld1q_u8(bit_of_lane));
  for (int i = 0; i < 3; i++) bits = vpaddq_u8(bits, bits);
  return vgetq_lane_u16(vreinterpretq_u16_u8(bits), 0);
}

void bitplane_igemm_signs_4x16__neon_dotprod(size_t num_pixels, size_t num_blocks, size_t depth, const void* a,
                                             const void* weights, const int32_t* base, const uint64_t* flip,
                                             uint64_t* bits) {
  const int8_t* w = weights;
  const size_t num_words = bitplane_row_words(num_blocks * FILTERS);
  for (size_t m = 0; m < num_pixels; m++) memcpy(bits + m * num_words, flip, num_words * sizeof *bits);
  for (size_t n = 0; n < num_blocks * FILTERS; n += FILTERS) {
    int32x4_t corrected[VECTORS];
    correct_base(depth, w + n * depth, base + n, corrected);
    for (size_t m = 0; m < num_pixels; m += PIXELS) {
      const uint8_t* rows[PIXELS];
      int32x4_t sums[PIXELS][VECTORS];
      const size_t num_rows = find_rows(num_pixels, m, depth, a, rows);
      multiply_4x16(depth, rows, w + n * depth, corrected, sums);
      for (size_t i = 0; i < PIXELS; i++) {
        if (i >= num_rows) continue;
        uint64_t* word = bits + (m + i) * num_words + n / BITPLANE_WORD_BITS;
        *word ^= (uint64_t)signs_of(sums[i]) << n % BITPLANE_WORD_BITS;
      }
    }
  }
}

#include "channel_sums_neon.h"

BITPLANE_DEFINE_BYTE_CHANNELS(bitplane_byte_channels_8__neon_dotprod)

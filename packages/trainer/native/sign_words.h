// Signs as bits, 64 in a word: bit = 1 where x < 0, so that sign(0) = +1 (docs/bits.md).
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "op.h"

#ifdef __AVX512F__
#include <immintrin.h>
#endif

namespace bitplane {

inline int64_t wordsFor(int64_t bits) { return (bits + 63) / 64; }

/** Eight bytes of 0 or 1 → eight bits, the first byte's lowest: the product puts byte i at bit 56 + i, and no two bits
 * of a sum meet. */
inline uint64_t packBytes(const uint8_t* bytes) {
  uint64_t eight;
  std::memcpy(&eight, bytes, sizeof(eight));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  eight = __builtin_bswap64(eight);
#endif
  return eight * 0x0102040810204080 >> 56;
}

/** A word of n ≤ 64 signs, those of x[i] − from[i]; the bits beyond are 0. */
inline uint64_t packWord(const float* x, const float* from, int64_t n) {
  uint64_t word = 0;
#ifdef __AVX512F__
  for (int64_t i = 0; i < n; i += 16) {
    const auto lanes = static_cast<__mmask16>(n - i < 16 ? (1 << (n - i)) - 1 : 0xffff);
    const __m512 values = _mm512_maskz_loadu_ps(lanes, x + i), thresholds = _mm512_maskz_loadu_ps(lanes, from + i);
    word |= static_cast<uint64_t>(_mm512_mask_cmp_ps_mask(lanes, values, thresholds, _CMP_LT_OQ)) << i;
  }
#else
  uint8_t isNegative[64] = {};
  for (int64_t i = 0; i < n; i++) isNegative[i] = x[i] < from[i];
  for (int64_t i = 0; i < 8; i++) word |= packBytes(isNegative + 8 * i) << (8 * i);
#endif
  return word;
}

/** Packs a row of n signs, those of x[i] − from[i]. */
inline void packSigns(const float* x, const float* from, int64_t n, uint64_t* words) {
  for (int64_t i = 0; i < n; i += 64) words[i / 64] = packWord(x + i, from + i, n - i < 64 ? n - i : 64);
}

/** Packs across rows: bit i of words[c] is the sign of rows[i·stride + c] − from[c], for count ≤ 64 rows of n numbers.
 */
inline void packSignColumns(const float* rows, const float* from, int64_t stride, int64_t count, int64_t n,
                            uint64_t* words) {
  for (int64_t c = 0; c < n; c++) words[c] = 0;
  for (int64_t i = 0; i < count; i++) {
    for (int64_t c = 0; c < n; c++) words[c] |= static_cast<uint64_t>(rows[i * stride + c] < from[c]) << i;
  }
}

/** Whether a shift has a number for each channel of x: [..., C], or none at all. */
inline bool isShiftOf(const Input& shift, const Input& x) {
  return shift.size() == 0 || shift.size() == x.shape.back();
}

/**
 * Where signs turn, for n numbers in a row whose channels have a learned shift each: x + shift < 0 where x < −shift,
 * without rounding. An empty shift is 0 everywhere.
 */
inline std::vector<float> thresholdsOf(const Input& shift, int64_t n) {
  std::vector<float> thresholds(n, 0.0f);
  if (shift.size() > 0) {
    for (int64_t i = 0; i < n; i++) thresholds[i] = -shift.data[i % shift.size()];
  }
  return thresholds;
}

}  // namespace bitplane

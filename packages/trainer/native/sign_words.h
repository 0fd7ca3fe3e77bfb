// Signs as bits, 64 in a word: bit = 1 where x < 0, so that sign(0) = +1 (docs/bits.md).
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

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

/** Packs a row of n signs; bits beyond it are 0. */
inline void packSigns(const float* x, int64_t n, uint64_t* words) {
  for (int64_t w = 0; w < wordsFor(n); w++) {
    const int64_t end = n - 64 * w < 64 ? n - 64 * w : 64;
    uint8_t isNegative[64] = {};
    for (int64_t i = 0; i < end; i++) isNegative[i] = x[64 * w + i] < 0;
    words[w] = 0;
    for (int64_t i = 0; i < 8; i++) words[w] |= packBytes(isNegative + 8 * i) << (8 * i);
  }
}

/** Packs across rows: bit i of words[c] is the sign of rows[i·stride + c], for count ≤ 64 rows of n numbers. */
inline void packSignColumns(const float* rows, int64_t stride, int64_t count, int64_t n, uint64_t* words) {
  for (int64_t c = 0; c < n; c++) words[c] = 0;
  for (int64_t i = 0; i < count; i++) {
    for (int64_t c = 0; c < n; c++) words[c] |= static_cast<uint64_t>(rows[i * stride + c] < 0) << i;
  }
}

}  // namespace bitplane

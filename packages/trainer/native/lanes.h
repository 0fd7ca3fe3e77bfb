// Sixteen floats at once: one AVX-512 register, two of AVX2, four of NEON or SSE. The compiler chooses.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace bitplane {

constexpr int64_t kLanes = 16;

typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float))));
typedef int32_t LaneMask __attribute__((vector_size(kLanes * sizeof(int32_t))));

/** The first n of the sixteen; the others are 0. */
inline Lanes load(const float* from, int64_t n = kLanes) {
  Lanes lanes = {};
  if (n >= kLanes) {
    std::memcpy(&lanes, from, sizeof(lanes));
  } else {
    std::memcpy(&lanes, from, static_cast<size_t>(n) * sizeof(float));
  }
  return lanes;
}

inline void store(float* to, Lanes lanes, int64_t n = kLanes) {
  std::memcpy(to, &lanes, n >= kLanes ? sizeof(lanes) : static_cast<size_t>(n) * sizeof(float));
}

/** sums[at …] += more. */
inline void add(float* sums, int64_t at, Lanes more, int64_t n = kLanes) {
  store(sums + at, load(sums + at, n) + more, n);
}

/**
 * Calls body(begin, n) for 0, 16, 32 … below count; n is the number of lanes in use, a constant unless it is the last
 * call's. Giving it to load and store keeps the test of a partly filled end out of all other turns.
 */
template <typename Body>
inline void forLanes(int64_t count, Body body) {
  int64_t begin = 0;
  for (; begin + kLanes <= count; begin += kLanes) body(begin, std::integral_constant<int64_t, kLanes>());
  if (begin < count) body(begin, count - begin);
}

}  // namespace bitplane

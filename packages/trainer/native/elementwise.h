// Loops over the elements of tensors.
#pragma once

#include <algorithm>
#include <cstdint>

#include "op.h"
#include "parallel.h"

namespace bitplane {

/** 64 kB of floats: enough work to be worth a thread's attention, and it stays in the cache. */
constexpr int64_t kElementBlock = 16384;

/** Calls body(begin, end) for each block of a count. */
template <typename Body>
void forElementBlocks(int64_t count, Body body) {
  parallelFor((count + kElementBlock - 1) / kElementBlock,
              [&](int64_t block) { body(block * kElementBlock, std::min(count, (block + 1) * kElementBlock)); });
}

/** Calls body(i) for each i below count; body is inlined, so that the compiler can take several elements at once. */
template <typename Body>
void forElements(int64_t count, Body body) {
  forElementBlocks(count, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) body(i);
  });
}

/** An op of x and dy: dx[i] = factor(x[i], dy[i]). */
template <typename Factor>
void gradient(Call& call, Factor factor) {
  const Input x = call.input(0), dy = call.input(1);
  if (!call.require(x.shape == dy.shape, "gradient: dy of x's shape")) return;
  float* dx = call.output(0, x.shape);
  forElements(x.size(), [&](int64_t i) { dx[i] = factor(x.data[i], dy.data[i]); });
}

}  // namespace bitplane

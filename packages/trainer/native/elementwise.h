// Loops over the elements of tensors.
#pragma once

#include <algorithm>
#include <cstdint>

#include "parallel.h"

namespace bitplane {

/** 64 kB of floats: enough work to be worth a thread's attention, and it stays in the cache. */
constexpr int64_t kElementBlock = 16384;

/** Calls body(i) for each i below count; body is inlined, so that the compiler can take several elements at once. */
template <typename Body>
void forElements(int64_t count, Body body) {
  parallelFor((count + kElementBlock - 1) / kElementBlock, [&](int64_t block) {
    const int64_t end = std::min(count, (block + 1) * kElementBlock);
    for (int64_t i = block * kElementBlock; i < end; i++) body(i);
  });
}

}  // namespace bitplane

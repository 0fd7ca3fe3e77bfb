// One step of Adam.
#include <cmath>

#include "elementwise.h"
#include "ops.h"

namespace bitplane {
namespace {

struct Numbers {
  float rate, beta1, rest1, beta2, rest2, epsilon;
};

struct State {
  const float *w, *m, *v, *g;
};

/** Nothing that is written overlaps with what is read; else the compiler would take one element at a time. */
void stepBlock(const State& from, const Numbers& s, int64_t begin, int64_t end, float* __restrict nextW,
               float* __restrict nextM, float* __restrict nextV) {
  for (int64_t i = begin; i < end; i++) {
    const float gradient = from.g[i];
    const float mean = from.m[i] * s.beta1 + gradient * s.rest1;
    const float square = from.v[i] * s.beta2 + gradient * gradient * s.rest2;
    nextM[i] = mean;
    nextV[i] = square;
    nextW[i] = from.w[i] - mean * s.rate / (std::sqrt(square) + s.epsilon);
  }
}

/**
 * m' = β₁·m + (1 − β₁)·g; v' = β₂·v + (1 − β₂)·g²; w' = w − rate·m'/(√v' + ε). settings: [rate, β₁, 1 − β₁, β₂, 1 − β₂,
 * ε]. The operations and their order are the twin's, so that the results are equal to the bit.
 */
void adam(Call& call) {
  const Input w = call.input(0), m = call.input(1), v = call.input(2), g = call.input(3);
  const float* s = call.input(4).data;
  if (!call.require(w.shape == m.shape && w.shape == v.shape && w.shape == g.shape, "Adam: one shape")) return;
  float* nextW = call.output(0, w.shape);
  float* nextM = call.output(1, w.shape);
  float* nextV = call.output(2, w.shape);
  const State from = {w.data, m.data, v.data, g.data};
  const Numbers numbers = {s[0], s[1], s[2], s[3], s[4], s[5]};
  forElementBlocks(w.size(),
                   [&](int64_t begin, int64_t end) { stepBlock(from, numbers, begin, end, nextW, nextM, nextV); });
}

}  // namespace

OpDefinition adamOp() {
  return defineOp<adam>("BitplaneAdam", {"w", "m", "v", "g", "settings"}, {"next_w", "next_m", "next_v"});
}

}  // namespace bitplane

// One step of Adam.
#include <cmath>

#include "elementwise.h"
#include "ops.h"

namespace bitplane {
namespace {

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
  forElements(w.size(), [&](int64_t i) {
    const float gradient = g.data[i];
    nextM[i] = m.data[i] * s[1] + gradient * s[2];
    nextV[i] = v.data[i] * s[3] + gradient * gradient * s[4];
    nextW[i] = w.data[i] - nextM[i] * s[0] / (std::sqrt(nextV[i]) + s[5]);
  });
}

}  // namespace

OpDefinition adamOp() {
  return defineOp<adam>("BitplaneAdam", {"w", "m", "v", "g", "settings"}, {"next_w", "next_m", "next_v"});
}

}  // namespace bitplane

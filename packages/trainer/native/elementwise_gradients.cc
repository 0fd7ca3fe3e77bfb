// Gradients that pass, scale or stop each element by its input.
#include <cmath>

#include "elementwise.h"
#include "ops.h"

namespace bitplane {
namespace {

/** dx[i] = factor(x[i], dy[i]). */
template <typename Factor>
void gradient(Call& call, Factor factor) {
  const Input x = call.input(0), dy = call.input(1);
  if (!call.demand(x.shape == dy.shape, "gradient: dy of x's shape")) return;
  float* dx = call.output(0, x.shape);
  forElements(x.size(), [&](int64_t i) { dx[i] = factor(x.data[i], dy.data[i]); });
}

/** ReLU: dx = dy where x > 0, else 0. */
void reluGradient(Call& call) {
  gradient(call, [](float x, float dy) { return x > 0 ? dy : 0.0f; });
}

/** Straight-through estimator: dx = dy where |x| ≤ clip, else 0. */
void windowGradient(Call& call) {
  const float clip = *call.input(2).data;
  gradient(call, [clip](float x, float dy) { return std::fabs(x) <= clip ? dy : 0.0f; });
}

/** Bi-Real's approx-sign: dx = dy·max(2 − 2·|x|, 0). */
void approxSignGradient(Call& call) {
  gradient(call, [](float x, float dy) {
    const float slope = 2.0f - 2.0f * std::fabs(x);
    return dy * (slope > 0 ? slope : 0.0f);
  });
}

}  // namespace

OpDefinition reluGradientOp() { return defineOp<reluGradient>("BitplaneReluGradient", {"x", "dy"}, {"dx"}); }

OpDefinition windowGradientOp() {
  return defineOp<windowGradient>("BitplaneWindowGradient", {"x", "dy", "clip"}, {"dx"});
}

OpDefinition approxSignGradientOp() {
  return defineOp<approxSignGradient>("BitplaneApproxSignGradient", {"x", "dy"}, {"dx"});
}

}  // namespace bitplane

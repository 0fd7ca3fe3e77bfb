// Pseudo-gradients of a sign.
#include <cmath>

#include "elementwise.h"
#include "ops.h"

namespace bitplane {
namespace {

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

OpDefinition windowGradientOp() {
  return defineOp<windowGradient>("BitplaneWindowGradient", {"x", "dy", "clip"}, {"dx"});
}

OpDefinition approxSignGradientOp() {
  return defineOp<approxSignGradient>("BitplaneApproxSignGradient", {"x", "dy"}, {"dx"});
}

}  // namespace bitplane

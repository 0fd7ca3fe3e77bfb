// ReLU and its gradient.
#include "elementwise.h"
#include "ops.h"

namespace bitplane {
namespace {

/** y = 0 where x < 0, else x: what is not a number stays so, and stops the training. */
void relu(Call& call) {
  const Input x = call.input(0);
  float* y = call.output(0, x.shape);
  forElements(x.size(), [&](int64_t i) { y[i] = x.data[i] < 0 ? 0.0f : x.data[i]; });
}

/** dx = dy where x > 0, else 0. */
void reluGradient(Call& call) {
  gradient(call, [](float x, float dy) { return x > 0 ? dy : 0.0f; });
}

}  // namespace

OpDefinition reluOp() { return defineOp<relu>("BitplaneRelu", {"x"}, {"y"}); }

OpDefinition reluGradientOp() { return defineOp<reluGradient>("BitplaneReluGradient", {"x", "dy"}, {"dx"}); }

}  // namespace bitplane

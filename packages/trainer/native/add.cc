// The sum of two tensors of one shape, as a shortcut and its gradient need it.
#include "elementwise.h"
#include "ops.h"

namespace bitplane {
namespace {

/** y = a + b. */
void add(Call& call) {
  const Input a = call.input(0), b = call.input(1);
  if (!call.require(a.shape == b.shape, "sum: two tensors of one shape")) return;
  float* y = call.output(0, a.shape);
  forElements(a.size(), [&](int64_t i) { y[i] = a.data[i] + b.data[i]; });
}

}  // namespace

OpDefinition addOp() { return defineOp<add>("BitplaneAdd", {"a", "b"}, {"y"}); }

}  // namespace bitplane

// Elementwise ops of quantizers.
#include "elementwise.h"
#include "ops.h"

namespace bitplane {
namespace {

/** y = +1 where x ≥ 0, else −1: sign(0) = sign(−0) = +1. */
void signs(Call& call) {
  const Input x = call.input(0);
  float* y = call.output(0, x.shape);
  forElements(x.size(), [&](int64_t i) { y[i] = x.data[i] >= 0 ? 1.0f : -1.0f; });
}

}  // namespace

OpDefinition signsOp() { return defineOp<signs>("BitplaneSigns", {"x"}, {"y"}); }

}  // namespace bitplane

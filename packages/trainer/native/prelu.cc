// PReLU with a slope for each element or channel, and its gradients.
#include "columns.h"
#include "ops.h"

namespace bitplane {
namespace {

/** y[r, c] = x if x ≥ 0, else alpha[c]·x. x has any shape; alpha is as long as some of its last dimensions together. */
void prelu(Call& call) {
  const Input x = call.input(0), alpha = call.input(1);
  const int64_t columns = alpha.size();
  if (!call.require(columns > 0 && x.size() % columns == 0, "PReLU: rows of alpha's length")) return;
  float* y = call.output(0, x.shape);
  const Columns matrix(x.size(), columns);
  const int64_t width = matrix.width();
  const std::vector<float> slope = matrix.row(alpha.data);
  matrix.forTiles([&](const Tile& tile) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* from = x.data + r * width;
      float* to = y + r * width;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) {
        const float scaled = slope[c] * from[c];
        to[c] = from[c] >= 0 ? from[c] : scaled;
      }
    }
  });
}

/** dx = dy where x > 0, else alpha[c]·dy; dalpha[c] = Σ over r of (dy·x where x ≤ 0). */
void preluGradient(Call& call) {
  const Input x = call.input(0), alpha = call.input(1), dy = call.input(2);
  const int64_t columns = alpha.size();
  if (!call.require(columns > 0 && x.size() % columns == 0 && x.shape == dy.shape, "PReLU gradient: x, alpha, dy")) {
    return;
  }
  float* dx = call.output(0, x.shape);
  const Columns matrix(x.size(), columns);
  const int64_t width = matrix.width();
  const std::vector<float> slope = matrix.row(alpha.data);
  const std::vector<double> totals = matrix.sums(1, [&](const Tile& tile, float* sums) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* in = x.data + r * width;
      const float* out = dy.data + r * width;
      float* to = dx + r * width;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) {
        const float scaled = slope[c] * out[c], product = out[c] * in[c];
        to[c] = in[c] > 0 ? out[c] : scaled;
        sums[c] += in[c] > 0 ? 0.0f : product;
      }
    }
  });
  float* dalpha = call.output(1, alpha.shape);
  for (int64_t c = 0; c < columns; c++) dalpha[c] = static_cast<float>(totals[c]);
}

}  // namespace

OpDefinition preluOp() { return defineOp<prelu>("BitplanePrelu", {"x", "alpha"}, {"y"}); }

OpDefinition preluGradientOp() {
  return defineOp<preluGradient>("BitplanePreluGradient", {"x", "alpha", "dy"}, {"dx", "dalpha"});
}

}  // namespace bitplane

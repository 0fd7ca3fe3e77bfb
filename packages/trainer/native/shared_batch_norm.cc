// Batch normalisation whose statistics are those of several ranks: the passes between which these talk.
#include "batch_norm_passes.h"
#include "ops.h"

namespace bitplane {
namespace {

constexpr const char* kShapes = "shared batch norm: x [..., C] and rows [C]";

bool fits(Call& call, const Input& x, const Input& row) {
  return call.require(!x.shape.empty() && x.size() > 0 && x.shape.back() == row.size(), kShapes);
}

/** x: [..., C] → mean [C] and Σ over the rows of (x − mean)² [C]. */
void moments(Call& call) {
  const Input x = call.input(0);
  if (!call.require(!x.shape.empty() && x.size() > 0, kShapes)) return;
  const Shape row{x.shape.back()};
  float* mean = call.output(0, row);
  float* squares = call.output(1, row);
  const std::vector<double> sums = columnMoments(x, row[0], mean);
  for (int64_t c = 0; c < row[0]; c++) squares[c] = static_cast<float>(sums[c]);
}

/** y = gamma·(x − mean)·scale + beta. */
void apply(Call& call) {
  const Input x = call.input(0), gamma = call.input(1), beta = call.input(2), mean = call.input(3),
              scale = call.input(4);
  if (fits(call, x, beta)) normalizeColumns(x, {gamma.data, mean.data, scale.data}, beta, call.output(0, x.shape));
}

/** Σ dy [C] and Σ dy·x̂ [C], which are also beta's and gamma's gradients. */
void sums(Call& call) {
  const Input x = call.input(0), mean = call.input(1), scale = call.input(2), dy = call.input(3);
  if (!fits(call, x, mean)) return;
  const int64_t channels = mean.size();
  const std::vector<double> totals = gradientSums(x, {nullptr, mean.data, scale.data}, dy, channels);
  float* ofDy = call.output(0, mean.shape);
  float* ofProduct = call.output(1, mean.shape);
  for (int64_t c = 0; c < channels; c++) {
    ofDy[c] = static_cast<float>(totals[c]);
    ofProduct[c] = static_cast<float>(totals[channels + c]);
  }
}

/** dx from dy and the means of dy and dy·x̂ over all ranks. */
void gradient(Call& call) {
  const Input x = call.input(0), gamma = call.input(1), mean = call.input(2), scale = call.input(3), dy = call.input(4);
  const Input meanDy = call.input(5), meanProduct = call.input(6);
  if (!fits(call, x, gamma)) return;
  inputGradient(x, {gamma.data, mean.data, scale.data}, dy, {meanDy.data, meanProduct.data}, call.output(0, x.shape));
}

}  // namespace

OpDefinition batchNormMomentsOp() { return defineOp<moments>("BitplaneBatchNormMoments", {"x"}, {"mean", "squares"}); }

OpDefinition batchNormApplyOp() {
  return defineOp<apply>("BitplaneBatchNormApply", {"x", "gamma", "beta", "mean", "scale"}, {"y"});
}

OpDefinition batchNormSumsOp() {
  return defineOp<sums>("BitplaneBatchNormSums", {"x", "mean", "scale", "dy"}, {"sum_dy", "sum_product"});
}

OpDefinition batchNormInputGradientOp() {
  return defineOp<gradient>("BitplaneBatchNormInputGradient",
                            {"x", "gamma", "mean", "scale", "dy", "mean_dy", "mean_product"}, {"dx"});
}

}  // namespace bitplane

// Batch normalisation in training, over all dimensions but the last, and its gradients.
#include "batch_norm_passes.h"
#include "ops.h"

namespace bitplane {
namespace {

/**
 * y = gamma·(x − mean)/√(variance + epsilon) + beta, mean and variance those of the batch, each channel for itself.
 * x: [..., C]; gamma, beta and the moving statistics: [C]; settings: [epsilon, 1 − momentum]. Outputs: y; mean;
 * 1/√(variance + epsilon); the moving statistics, each moved by its distance from the batch's, times 1 − momentum.
 */
void batchNorm(Call& call) {
  const Input x = call.input(0), gamma = call.input(1), beta = call.input(2);
  const Input movingMean = call.input(3), movingVariance = call.input(4), settings = call.input(5);
  const int64_t channels = gamma.size();
  if (!call.require(!x.shape.empty() && x.shape.back() == channels && x.size() > 0, "batch norm: x [..., C]")) return;
  float* y = call.output(0, x.shape);
  float* mean = call.output(1, gamma.shape);
  float* scale = call.output(2, gamma.shape);
  float* nextMean = call.output(3, gamma.shape);
  float* nextVariance = call.output(4, gamma.shape);

  columnMeans(x, channels, mean);
  const std::vector<double> squares = columnSquares(x, channels, mean);
  for (int64_t c = 0; c < channels; c++) {
    const auto variance = static_cast<float>(squares[c] / (x.size() / channels));
    scale[c] = static_cast<float>(1 / std::sqrt(static_cast<double>(variance) + settings.data[0]));
    nextMean[c] = movingMean.data[c] - (movingMean.data[c] - mean[c]) * settings.data[1];
    nextVariance[c] = movingVariance.data[c] - (movingVariance.data[c] - variance) * settings.data[1];
  }
  normalizeColumns(x, {gamma.data, mean, scale}, beta, y);
}

/**
 * With x̂ = (x − mean)·scale and means over the rows: dbeta = Σ dy, dgamma = Σ dy·x̂,
 * dx = gamma·scale·(dy − mean(dy) − x̂·mean(dy·x̂)). Ioffe and Szegedy, "Batch Normalization", arXiv:1502.03167,
 * section 3.
 */
void batchNormGradient(Call& call) {
  const Input x = call.input(0), gamma = call.input(1), mean = call.input(2), scale = call.input(3), dy = call.input(4);
  const int64_t channels = gamma.size();
  if (!call.require(!x.shape.empty() && x.shape.back() == channels && x.shape == dy.shape,
                    "batch norm: dy of x's shape")) {
    return;
  }
  const int64_t rows = x.size() / channels;
  const Norm norm{gamma.data, mean.data, scale.data};
  const std::vector<double> sums = gradientSums(x, norm, dy, channels);
  float* dx = call.output(0, x.shape);
  float* dgamma = call.output(1, gamma.shape);
  float* dbeta = call.output(2, gamma.shape);
  std::vector<float> meanDy(channels), meanProduct(channels);
  for (int64_t c = 0; c < channels; c++) {
    dbeta[c] = static_cast<float>(sums[c]);
    dgamma[c] = static_cast<float>(sums[channels + c]);
    meanDy[c] = static_cast<float>(sums[c] / rows);
    meanProduct[c] = static_cast<float>(sums[channels + c] / rows);
  }
  inputGradient(x, norm, dy, {meanDy.data(), meanProduct.data()}, dx);
}

}  // namespace

OpDefinition batchNormOp() {
  return defineOp<batchNorm>("BitplaneBatchNorm", {"x", "gamma", "beta", "moving_mean", "moving_variance", "settings"},
                             {"y", "mean", "scale", "next_moving_mean", "next_moving_variance"});
}

OpDefinition batchNormGradientOp() {
  return defineOp<batchNormGradient>("BitplaneBatchNormGradient", {"x", "gamma", "mean", "scale", "dy"},
                                     {"dx", "dgamma", "dbeta"});
}

}  // namespace bitplane

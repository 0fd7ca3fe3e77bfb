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
  const Input x = call.input(0), beta = call.input(2);
  if (!call.require(!x.shape.empty() && x.shape.back() == beta.size() && x.size() > 0, "batch norm: x [..., C]")) {
    return;
  }
  float* y = call.output(0, x.shape);
  normalizeColumns(x, normOfBatch(call), beta, y);
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
  const Norm norm{gamma.data, mean.data, scale.data};
  gradientsOfBatch(call, x, norm, dy, gradientSums(x, norm, dy, channels));
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

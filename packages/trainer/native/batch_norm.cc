// Batch normalisation in training, over all dimensions but the last, and its gradients.
#include <cmath>

#include "columns.h"
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
  const int64_t rows = x.size() / channels;
  float* y = call.output(0, x.shape);
  float* mean = call.output(1, gamma.shape);
  float* scale = call.output(2, gamma.shape);
  float* nextMean = call.output(3, gamma.shape);
  float* nextVariance = call.output(4, gamma.shape);

  const std::vector<double> sums = sumColumns(rows, channels, 1, [&](const Tile& tile, float* sum) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* from = x.data + r * channels;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) sum[c] += from[c];
    }
  });
  for (int64_t c = 0; c < channels; c++) mean[c] = static_cast<float>(sums[c] / rows);
  const std::vector<double> squares = sumColumns(rows, channels, 1, [&](const Tile& tile, float* sum) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* from = x.data + r * channels;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) {
        const float distance = from[c] - mean[c];
        sum[c] += distance * distance;
      }
    }
  });
  for (int64_t c = 0; c < channels; c++) {
    const auto variance = static_cast<float>(squares[c] / rows);
    scale[c] = static_cast<float>(1 / std::sqrt(static_cast<double>(variance) + settings.data[0]));
    nextMean[c] = movingMean.data[c] - (movingMean.data[c] - mean[c]) * settings.data[1];
    nextVariance[c] = movingVariance.data[c] - (movingVariance.data[c] - variance) * settings.data[1];
  }
  Tiling(rows, channels).forTiles([&](const Tile& tile, int64_t) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* from = x.data + r * channels;
      float* to = y + r * channels;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) {
        to[c] = (from[c] - mean[c]) * (gamma.data[c] * scale[c]) + beta.data[c];
      }
    }
  });
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
  const std::vector<double> sums = sumColumns(rows, channels, 2, [&](const Tile& tile, float* sum) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* in = x.data + r * channels;
      const float* out = dy.data + r * channels;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) {
        sum[c] += out[c];
        sum[channels + c] += out[c] * ((in[c] - mean.data[c]) * scale.data[c]);
      }
    }
  });
  float* dx = call.output(0, x.shape);
  float* dgamma = call.output(1, gamma.shape);
  float* dbeta = call.output(2, gamma.shape);
  std::vector<float> factor(channels), meanDy(channels), meanProduct(channels);
  for (int64_t c = 0; c < channels; c++) {
    dbeta[c] = static_cast<float>(sums[c]);
    dgamma[c] = static_cast<float>(sums[channels + c]);
    factor[c] = gamma.data[c] * scale.data[c];
    meanDy[c] = static_cast<float>(sums[c] / rows);
    meanProduct[c] = static_cast<float>(sums[channels + c] / rows);
  }
  Tiling(rows, channels).forTiles([&](const Tile& tile, int64_t) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* in = x.data + r * channels;
      const float* out = dy.data + r * channels;
      float* to = dx + r * channels;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) {
        const float normalized = (in[c] - mean.data[c]) * scale.data[c];
        to[c] = factor[c] * (out[c] - meanDy[c] - normalized * meanProduct[c]);
      }
    }
  });
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

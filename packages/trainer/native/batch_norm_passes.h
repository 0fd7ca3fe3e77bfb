// The passes over a tensor [rows, channels] that batch normalisation consists of.
#pragma once

#include <cmath>

#include "columns.h"
#include "op.h"

namespace bitplane {

/**
 * mean[c] ← mean over the rows of x. Returns Σ over the rows of (x − mean)². Memory is read once: a tile's squares are
 * about its own mean, while it is in the cache, and are moved to that of all rows in float64. Chan, Golub and LeVeque,
 * "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979.
 */
inline std::vector<double> columnMoments(const Input& x, int64_t channels, float* mean) {
  const Columns columns(x.size(), channels);
  const int64_t width = columns.width();
  std::vector<double> sum(channels, 0.0), squares(channels, 0.0);
  std::vector<int64_t> count(channels, 0);
  columns.forParts(
      2,
      [&](const Tile& tile, float* sums) {
        for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
          const float* from = x.data + r * width;
          for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) sums[c] += from[c];
        }
        const auto numRows = static_cast<float>(tile.endRow - tile.firstRow);
        std::vector<float> own(sums, sums + width);
        for (float& total : own) total /= numRows;
        for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
          const float* from = x.data + r * width;
          for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) {
            const float distance = from[c] - own[c];
            sums[width + c] += distance * distance;
          }
        }
      },
      [&](int64_t numRows, const float* sums) {
        for (int64_t i = 0; i < width; i++) {
          const int64_t c = i % channels;
          const auto part = static_cast<double>(sums[i]);
          const auto before = static_cast<double>(count[c]), rows = static_cast<double>(numRows);
          const double apart = count[c] == 0 ? 0 : part / rows - sum[c] / before;
          squares[c] += static_cast<double>(sums[width + i]) + apart * apart * before * rows / (before + rows);
          sum[c] += part;
          count[c] += numRows;
        }
      });
  for (int64_t c = 0; c < channels; c++) mean[c] = static_cast<float>(sum[c] / static_cast<double>(count[c]));
  return squares;
}

struct Norm {
  const float* gamma;
  const float* mean;
  /** 1/√(variance + epsilon) */
  const float* scale;
};

/**
 * Of the batch itself, for an op whose first inputs are x: [..., C]; gamma, beta and the moving statistics: [C];
 * settings: [epsilon, 1 − momentum]. Its outputs 1 to 4 become mean; 1/√(variance + epsilon); the moving statistics,
 * each moved by its distance from the batch's, times 1 − momentum.
 */
inline Norm normOfBatch(Call& call) {
  const Input x = call.input(0), gamma = call.input(1), movingMean = call.input(3), movingVariance = call.input(4);
  const float* settings = call.input(5).data;
  const int64_t channels = gamma.size();
  float* mean = call.output(1, gamma.shape);
  float* scale = call.output(2, gamma.shape);
  float* nextMean = call.output(3, gamma.shape);
  float* nextVariance = call.output(4, gamma.shape);
  const std::vector<double> squares = columnMoments(x, channels, mean);
  for (int64_t c = 0; c < channels; c++) {
    const auto variance = static_cast<float>(squares[c] / (x.size() / channels));
    scale[c] = static_cast<float>(1 / std::sqrt(static_cast<double>(variance) + settings[0]));
    nextMean[c] = movingMean.data[c] - (movingMean.data[c] - mean[c]) * settings[1];
    nextVariance[c] = movingVariance.data[c] - (movingVariance.data[c] - variance) * settings[1];
  }
  return {gamma.data, mean, scale};
}

/** [c] ← gamma·scale, as the loops over x see it. */
inline std::vector<float> factorsOf(const Norm& norm, const Columns& columns, int64_t channels) {
  std::vector<float> factors(channels);
  for (int64_t c = 0; c < channels; c++) factors[c] = norm.gamma[c] * norm.scale[c];
  return columns.row(factors.data());
}

/** y = gamma·(x − mean)·scale + beta. */
inline void normalizeColumns(const Input& x, const Norm& norm, const Input& beta, float* y) {
  const int64_t channels = beta.size();
  const Columns columns(x.size(), channels);
  const int64_t width = columns.width();
  const std::vector<float> mean = columns.row(norm.mean), offset = columns.row(beta.data),
                           factor = factorsOf(norm, columns, channels);
  columns.forTiles([&](const Tile& tile) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* from = x.data + r * width;
      float* to = y + r * width;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) to[c] = (from[c] - mean[c]) * factor[c] + offset[c];
    }
  });
}

/** Σ over the rows of dy, then of dy·x̂, where x̂ = (x − mean)·scale. */
inline std::vector<double> gradientSums(const Input& x, const Norm& norm, const Input& dy, int64_t channels) {
  const Columns columns(x.size(), channels);
  const int64_t width = columns.width();
  const std::vector<float> mean = columns.row(norm.mean), scale = columns.row(norm.scale);
  return columns.sums(2, [&](const Tile& tile, float* sum) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* in = x.data + r * width;
      const float* out = dy.data + r * width;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) {
        sum[c] += out[c];
        sum[width + c] += out[c] * ((in[c] - mean[c]) * scale[c]);
      }
    }
  });
}

struct GradientMeans {
  const float* dy;
  /** Of dy·x̂. */
  const float* product;
};

/** dx = gamma·scale·(dy − mean(dy) − x̂·mean(dy·x̂)). */
inline void inputGradient(const Input& x, const Norm& norm, const Input& dy, const GradientMeans& means, float* dx) {
  const int64_t channels = x.shape.back();
  const Columns columns(x.size(), channels);
  const int64_t width = columns.width();
  const std::vector<float> mean = columns.row(norm.mean), scale = columns.row(norm.scale),
                           factor = factorsOf(norm, columns, channels), meanDy = columns.row(means.dy),
                           meanProduct = columns.row(means.product);
  columns.forTiles([&](const Tile& tile) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* in = x.data + r * width;
      const float* out = dy.data + r * width;
      float* to = dx + r * width;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) {
        const float normalized = (in[c] - mean[c]) * scale[c];
        to[c] = factor[c] * (out[c] - meanDy[c] - normalized * meanProduct[c]);
      }
    }
  });
}

/**
 * For an op whose outputs 0 to 2 are dx; dgamma = Σ dy·x̂ and dbeta = Σ dy, each [C]. sums: those of dy, then those of
 * dy·x̂, as of `gradientSums`.
 */
inline void gradientsOfBatch(Call& call, const Input& x, const Norm& norm, const Input& dy,
                             const std::vector<double>& sums) {
  const int64_t channels = x.shape.back(), rows = x.size() / channels;
  float* dx = call.output(0, x.shape);
  float* dgamma = call.output(1, {channels});
  float* dbeta = call.output(2, {channels});
  std::vector<float> meanDy(channels), meanProduct(channels);
  for (int64_t c = 0; c < channels; c++) {
    dbeta[c] = static_cast<float>(sums[c]);
    dgamma[c] = static_cast<float>(sums[channels + c]);
    meanDy[c] = static_cast<float>(sums[c] / rows);
    meanProduct[c] = static_cast<float>(sums[channels + c] / rows);
  }
  inputGradient(x, norm, dy, {meanDy.data(), meanProduct.data()}, dx);
}

}  // namespace bitplane

// The passes over a tensor [rows, channels] that batch normalisation consists of.
#pragma once

#include <cmath>

#include "columns.h"
#include "op.h"

namespace bitplane {

/** mean[c] ← mean over the rows of x. */
inline void columnMeans(const Input& x, int64_t channels, float* mean) {
  const Columns columns(x.size(), channels);
  const int64_t rows = x.size() / channels, width = columns.width();
  const std::vector<double> sums = columns.sums(1, [&](const Tile& tile, float* sum) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* from = x.data + r * width;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) sum[c] += from[c];
    }
  });
  for (int64_t c = 0; c < channels; c++) mean[c] = static_cast<float>(sums[c] / rows);
}

/** Σ over the rows of (x − mean)². */
inline std::vector<double> columnSquares(const Input& x, int64_t channels, const float* means) {
  const Columns columns(x.size(), channels);
  const int64_t width = columns.width();
  const std::vector<float> mean = columns.row(means);
  return columns.sums(1, [&](const Tile& tile, float* sum) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* from = x.data + r * width;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) {
        const float distance = from[c] - mean[c];
        sum[c] += distance * distance;
      }
    }
  });
}

struct Norm {
  const float* gamma;
  const float* mean;
  /** 1/√(variance + epsilon) */
  const float* scale;
};

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

}  // namespace bitplane

// The passes over a tensor [rows, channels] that batch normalisation consists of.
#pragma once

#include <cmath>

#include "columns.h"
#include "op.h"

namespace bitplane {

/** mean[c] ← mean over the rows of x. */
inline void columnMeans(const Input& x, int64_t channels, float* mean) {
  const int64_t rows = x.size() / channels;
  const std::vector<double> sums = sumColumns(rows, channels, 1, [&](const Tile& tile, float* sum) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* from = x.data + r * channels;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) sum[c] += from[c];
    }
  });
  for (int64_t c = 0; c < channels; c++) mean[c] = static_cast<float>(sums[c] / rows);
}

/** Σ over the rows of (x − mean)². */
inline std::vector<double> columnSquares(const Input& x, int64_t channels, const float* mean) {
  return sumColumns(x.size() / channels, channels, 1, [&](const Tile& tile, float* sum) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* from = x.data + r * channels;
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

/** y = gamma·(x − mean)·scale + beta. */
inline void normalizeColumns(const Input& x, const Norm& norm, const Input& beta, float* y) {
  const int64_t channels = beta.size();
  Tiling(x.size() / channels, channels).forTiles([&](const Tile& tile, int64_t) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* from = x.data + r * channels;
      float* to = y + r * channels;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) {
        to[c] = (from[c] - norm.mean[c]) * (norm.gamma[c] * norm.scale[c]) + beta.data[c];
      }
    }
  });
}

/** Σ over the rows of dy, then of dy·x̂, where x̂ = (x − mean)·scale. */
inline std::vector<double> gradientSums(const Input& x, const Norm& norm, const Input& dy, int64_t channels) {
  return sumColumns(x.size() / channels, channels, 2, [&](const Tile& tile, float* sum) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* in = x.data + r * channels;
      const float* out = dy.data + r * channels;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) {
        sum[c] += out[c];
        sum[channels + c] += out[c] * ((in[c] - norm.mean[c]) * norm.scale[c]);
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
  std::vector<float> factor(channels);
  for (int64_t c = 0; c < channels; c++) factor[c] = norm.gamma[c] * norm.scale[c];
  Tiling(x.size() / channels, channels).forTiles([&](const Tile& tile, int64_t) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* in = x.data + r * channels;
      const float* out = dy.data + r * channels;
      float* to = dx + r * channels;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) {
        const float normalized = (in[c] - norm.mean[c]) * norm.scale[c];
        to[c] = factor[c] * (out[c] - means.dy[c] - normalized * means.product[c]);
      }
    }
  });
}

}  // namespace bitplane

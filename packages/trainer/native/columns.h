// Tensors seen as rows of `columns` numbers: sums over the rows, and loops in which each column has numbers of its own.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "parallel.h"

namespace bitplane {

/** A part of a matrix for one turn of a thread. */
struct Tile {
  int64_t firstRow, endRow, firstColumn, endColumn;
};

/** Cuts a matrix by its sizes alone, so that sums do not depend on the number of threads. */
class Tiling {
 public:
  Tiling(int64_t rows, int64_t columns) : rows_(rows), columns_(columns) {
    tileColumns_ = std::min<int64_t>(columns, 2048);
    tileRows_ = std::max<int64_t>(1, kTileElements / std::max<int64_t>(1, tileColumns_));
  }

  int64_t numRowTiles() const { return (rows_ + tileRows_ - 1) / tileRows_; }
  int64_t numColumnTiles() const { return (columns_ + tileColumns_ - 1) / tileColumns_; }

  /** Calls body(tile, number of the tile's rows) for every tile, on all threads. */
  template <typename Body>
  void forTiles(Body body) const {
    parallelFor(numRowTiles() * numColumnTiles(), [&](int64_t index) {
      const int64_t rowTile = index / numColumnTiles();
      const int64_t row = rowTile * tileRows_, column = index % numColumnTiles() * tileColumns_;
      body(Tile{row, std::min(rows_, row + tileRows_), column, std::min(columns_, column + tileColumns_)}, rowTile);
    });
  }

 private:
  static constexpr int64_t kTileElements = 32768;
  int64_t rows_, columns_, tileColumns_, tileRows_;
};

/**
 * totals[s][c] = Σ over rows, for numSums sums of each column. body(tile, sums) adds a tile's rows to sums[s·columns +
 * c], float32; the tiles' sums are added in float64, in the order of the rows.
 */
template <typename Body>
std::vector<double> sumColumns(int64_t rows, int64_t columns, int64_t numSums, Body body) {
  const Tiling tiling(rows, columns);
  const int64_t stride = numSums * columns;
  std::vector<float> partial(tiling.numRowTiles() * stride, 0.0f);
  tiling.forTiles([&](const Tile& tile, int64_t rowTile) { body(tile, &partial[rowTile * stride]); });
  std::vector<double> totals(stride, 0.0);
  for (size_t i = 0; i < partial.size(); i++) totals[i % stride] += static_cast<double>(partial[i]);
  return totals;
}

}  // namespace bitplane

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
 * A tensor as a matrix whose columns have numbers of their own, seen with several rows side by side where it has few
 * columns: a loop over 16 columns starts anew for each of them and adds to the same few sums, which takes up to five
 * times as long as a loop over 64. Sums over the rows are then those of the parts.
 */
class Columns {
 public:
  /** size: of the tensor, rows · columns. */
  Columns(int64_t size, int64_t columns) : columns_(columns) {
    const int64_t rows = columns == 0 ? 0 : size / columns;
    while (columns * times_ * 2 <= kWidth && rows > 0 && rows % (times_ * 2) == 0) times_ *= 2;
    rows_ = rows / times_;
  }

  /** From one row to the next, as the loops see them. */
  int64_t width() const { return columns_ * times_; }

  /** One number for each column, as the loops see them. */
  std::vector<float> row(const float* numbers) const {
    std::vector<float> repeated;
    for (int64_t k = 0; k < times_; k++) repeated.insert(repeated.end(), numbers, numbers + columns_);
    return repeated;
  }

  /** Calls body(tile) for every tile, on all threads. */
  template <typename Body>
  void forTiles(Body body) const {
    Tiling(rows_, width()).forTiles([&](const Tile& tile, int64_t) { body(tile); });
  }

  /**
   * totals[s·columns + c] = Σ over rows, for numSums sums of each column. body(tile, sums) adds a tile's rows to
   * sums[s·width + c], float32; the tiles' sums are added in float64, in the order of the rows.
   */
  template <typename Body>
  std::vector<double> sums(int64_t numSums, Body body) const {
    std::vector<double> totals(numSums * columns_, 0.0);
    forParts(numSums, body, [&](int64_t, const float* sums) {
      for (int64_t i = 0; i < numSums * width(); i++) {
        totals[i / width() * columns_ + i % width() % columns_] += static_cast<double>(sums[i]);
      }
    });
    return totals;
  }

  /**
   * Calls body(tile, sums) for every tile, on all threads, where sums[s·width + c] starts at 0, then, in the order of
   * the rows, take(number of rows, sums) for what it made of all tiles of these rows.
   */
  template <typename Body, typename Take>
  void forParts(int64_t numSums, Body body, Take take) const {
    const Tiling tiling(rows_, width());
    const int64_t numLines = (numSums * width() + kLine - 1) / kLine;
    std::vector<Line> parts(tiling.numRowTiles() * numLines);
    std::vector<int64_t> numRows(tiling.numRowTiles());
    tiling.forTiles([&](const Tile& tile, int64_t rowTile) {
      body(tile, parts[rowTile * numLines].numbers);
      if (tile.firstColumn == 0) numRows[rowTile] = tile.endRow - tile.firstRow;
    });
    for (int64_t rowTile = 0; rowTile < tiling.numRowTiles(); rowTile++) {
      take(numRows[rowTile], static_cast<const float*>(parts[rowTile * numLines].numbers));
    }
  }

 private:
  static constexpr int64_t kWidth = 64, kLine = 32;

  /** Two lines of a cache, which processors fetch together: threads that add to one of them would wait for each other.
   */
  struct alignas(kLine * sizeof(float)) Line {
    float numbers[kLine] = {};
  };

  int64_t columns_, rows_, times_ = 1;
};

}  // namespace bitplane

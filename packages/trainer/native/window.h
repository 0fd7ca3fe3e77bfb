// Where the windows of a pool or convolution lie.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace bitplane {

struct ImageSize {
  int64_t height, width, channels;
  /** Of a tensor [N, height, width, channels]. */
  explicit ImageSize(const std::vector<int64_t>& shape) : height(shape[1]), width(shape[2]), channels(shape[3]) {}
  int64_t numPixels() const { return height * width; }
  int64_t size() const { return numPixels() * channels; }
};

/** The attribute `numbers` of every op with a window, in this order; padding at the bottom and right follows from the
 * sizes. */
struct Window {
  int64_t rows, columns, strideRows, strideColumns, dilationRows, dilationColumns, padTop, padLeft, outHeight, outWidth;
  static constexpr int kNumNumbers = 10;

  explicit Window(const std::vector<int64_t>& n)
      : rows(n[0]),
        columns(n[1]),
        strideRows(n[2]),
        strideColumns(n[3]),
        dilationRows(n[4]),
        dilationColumns(n[5]),
        padTop(n[6]),
        padLeft(n[7]),
        outHeight(n[8]),
        outWidth(n[9]) {}

  int64_t numTaps() const { return rows * columns; }
  /** Row of the input that tap row r of output row y sees; outside the image it is negative or too large. */
  int64_t inputRow(int64_t y, int64_t r) const { return y * strideRows + r * dilationRows - padTop; }
  int64_t inputColumn(int64_t x, int64_t s) const { return x * strideColumns + s * dilationColumns - padLeft; }
};

/** A tap of an output pixel, and the pixel of the image that it sees. */
struct Tap {
  int64_t tap, pixel;
};

/** Fills `taps` with those of output pixel (y, x) that lie inside the image, row-major. */
inline void findTapsInside(const Window& window, int64_t y, int64_t x, const ImageSize& image, std::vector<Tap>& taps) {
  taps.clear();
  for (int64_t r = 0; r < window.rows; r++) {
    const int64_t row = window.inputRow(y, r);
    if (row < 0 || row >= image.height) continue;
    for (int64_t s = 0; s < window.columns; s++) {
      const int64_t column = window.inputColumn(x, s);
      if (column < 0 || column >= image.width) continue;
      taps.push_back({r * window.columns + s, row * image.width + column});
    }
  }
}

}  // namespace bitplane

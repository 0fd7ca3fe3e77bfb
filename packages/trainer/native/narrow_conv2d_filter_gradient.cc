// Gradient of a convolution with respect to its filters for images of few channels, as the first layer's are: a patch
// of the image is a short row of numbers, which general libraries lose time rearranging. Here nothing is rearranged: in
// an image with its padding around it, the numbers that a row of taps sees are one run in memory.
#include <algorithm>
#include <cstring>
#include <vector>

#include "ops.h"
#include "parallel.h"
#include "window.h"

#if defined(__AVX512F__) || defined(__FMA__)
#include <immintrin.h>
#endif

namespace bitplane {
namespace {

/**
 * Filters that one register holds, and the blocks whose sums and operands stay in registers: vectors of filters by
 * terms, for whole blocks of filters and for the filters that are left.
 */
#if defined(__AVX512F__)
constexpr int64_t kWidth = 16;
constexpr int kWideVectors = 4, kWideTerms = 5, kTerms = 9;
#elif defined(__FMA__)
constexpr int64_t kWidth = 8;
constexpr int kWideVectors = 2, kWideTerms = 6, kTerms = 9;
#else
constexpr int64_t kWidth = 4;
constexpr int kWideVectors = 2, kWideTerms = 6, kTerms = 9;
#endif
constexpr int kFewTerms = 3;

typedef float Vector __attribute__((vector_size(kWidth * sizeof(float))));

/** The first n numbers; the others are 0. */
inline Vector loadVector(const float* from, int64_t n) {
  Vector vector = {};
  std::memcpy(&vector, from, static_cast<size_t>(n) * sizeof(float));
  return vector;
}

inline void storeVector(float* to, Vector vector, int64_t n) {
  std::memcpy(to, &vector, static_cast<size_t>(n) * sizeof(float));
}

/** sum + factor·x, rounded once where the processor can. */
inline Vector multiplyAdd(float factor, Vector x, Vector sum) {
#if defined(__AVX512F__)
  return (Vector)_mm512_fmadd_ps(_mm512_set1_ps(factor), (__m512)x, (__m512)sum);
#elif defined(__FMA__)
  return (Vector)_mm256_fmadd_ps(_mm256_set1_ps(factor), (__m256)x, (__m256)sum);
#else
  return sum + factor * x;
#endif
}

/** An image with the pixels around it that windows see, which are 0. */
struct PaddedImage {
  int64_t width, channels;
  std::vector<float> values;

  PaddedImage(const float* image, const ImageSize& size, const Window& window)
      : width(extent(window.outWidth, window.strideColumns, window.columns, window.dilationColumns)),
        channels(size.channels) {
    const int64_t height = extent(window.outHeight, window.strideRows, window.rows, window.dilationRows);
    // A run of terms is rounded up to a whole block, which reads on after the last pixel.
    values.assign(height * width * channels + kTerms, 0.0f);
    const int64_t numRows = std::min(size.height, height - window.padTop);
    const int64_t numColumns = std::max<int64_t>(std::min(size.width, width - window.padLeft), 0);
    for (int64_t row = 0; row < numRows; row++) {
      float* to = &values[((row + window.padTop) * width + window.padLeft) * channels];
      std::copy_n(image + row * size.width * channels, numColumns * channels, to);
    }
  }

 private:
  static int64_t extent(int64_t out, int64_t stride, int64_t taps, int64_t dilation) {
    return (out - 1) * stride + (taps - 1) * dilation + 1;
  }
};

/** Rows of `filters` numbers, of which a block of `left` is meant. */
struct Filters {
  int64_t filters, left;
};

/** What a row of output pixels sees of a run of terms: the first pixel's numbers, and how far the next pixel's are. */
struct Run {
  const float* first;
  int64_t step, numPixels;
};

/**
 * dw[k][o] += Σ_pixels image[pixel][k]·dy[pixel][o] for the first `numTerms` of kNumTerms terms and a block of kVectors
 * vectors of filters. Each sum adds up its pixels one after the other, whatever the block: the block has no influence
 * on the bits.
 */
template <int kNumTerms, int kVectors, bool isWhole>
void addProducts(const Run& run, int64_t numTerms, const float* dy, Filters size, float* dw) {
  const auto widthOf = [&](int64_t v) { return isWhole ? kWidth : std::min(size.left - v * kWidth, kWidth); };
  Vector sums[kNumTerms][kVectors] = {};
  for (int64_t p = 0; p < run.numPixels; p++) {
    const float* pixel = run.first + p * run.step;
    for (int64_t v = 0; v < kVectors; v++) {
      const Vector gradient = loadVector(dy + p * size.filters + v * kWidth, widthOf(v));
      for (int64_t k = 0; k < kNumTerms; k++) sums[k][v] = multiplyAdd(pixel[k], gradient, sums[k][v]);
    }
  }
  for (int64_t k = 0; k < std::min<int64_t>(numTerms, kNumTerms); k++) {
    for (int64_t v = 0; v < kVectors; v++) {
      float* to = dw + k * size.filters + v * kWidth;
      storeVector(to, loadVector(to, widthOf(v)) + sums[k][v], widthOf(v));
    }
  }
}

/** The same for any number of terms. */
template <int kMaxTerms, int kVectors, bool isWhole>
void addRun(Run run, int64_t numTerms, const float* dy, Filters size, float* dw) {
  while (numTerms > 0) {
    const bool areFew = numTerms <= kFewTerms;
    const int64_t block = areFew ? kFewTerms : kMaxTerms;
    const auto add = areFew ? addProducts<kFewTerms, kVectors, isWhole> : addProducts<kMaxTerms, kVectors, isWhole>;
    add(run, numTerms, dy, size, dw);
    run.first += block;
    dw += block * size.filters;
    numTerms -= block;
  }
}

/** The same for all filters. */
void addRow(const Run& run, int64_t numTerms, const float* dy, int64_t filters, float* dw) {
  constexpr int64_t kWide = kWideVectors * kWidth;
  int64_t o = 0;
  for (; o + kWide <= filters; o += kWide) {
    addRun<kWideTerms, kWideVectors, true>(run, numTerms, dy + o, {filters, filters - o}, dw + o);
  }
  for (; o + kWidth <= filters; o += kWidth) {
    addRun<kTerms, 1, true>(run, numTerms, dy + o, {filters, filters - o}, dw + o);
  }
  if (o < filters) addRun<kTerms, 1, false>(run, numTerms, dy + o, {filters, filters - o}, dw + o);
}

/** dw of one image, [taps · channels][filters], which starts as zeros. */
void addImage(const PaddedImage& image, const Window& window, const float* dy, int64_t filters, float* dw) {
  // Taps that are side by side see numbers that are side by side.
  const bool isDense = window.dilationColumns == 1;
  const int64_t numRuns = isDense ? 1 : window.columns;
  const int64_t numTerms = (isDense ? window.columns : 1) * image.channels;
  for (int64_t i = 0; i < window.outHeight; i++) {
    float* to = dw;
    for (int64_t r = 0; r < window.rows; r++) {
      const int64_t row = i * window.strideRows + r * window.dilationRows;
      for (int64_t s = 0; s < numRuns; s++) {
        const int64_t first = (row * image.width + s * window.dilationColumns) * image.channels;
        const Run run{&image.values[first], window.strideColumns * image.channels, window.outWidth};
        addRow(run, numTerms, dy + i * window.outWidth * filters, filters, to);
        to += numTerms * filters;
      }
    }
  }
}

/** dw[r, s, c, o] = Σ over images and pixels of x at the tap · dy. x: [N, H, W, C]; dy: [N, H', W', O]. */
void narrowConv2DFilterGradient(Call& call) {
  const Input x = call.input(0), dy = call.input(1);
  const Window window(call.numbers());
  if (!call.require(x.shape.size() == 4 && dy.shape.size() == 4 && dy.shape[0] == x.shape[0] &&
                        dy.shape[1] == window.outHeight && dy.shape[2] == window.outWidth,
                    "filter gradient: x [N, H, W, C], dy [N, H', W', O]")) {
    return;
  }
  const ImageSize image(x.shape), out(dy.shape);
  const Shape shape = {window.rows, window.columns, image.channels, out.channels};
  const int64_t size = sizeOf(shape);
  std::vector<float> partial(x.shape[0] * size, 0.0f);
  parallelFor(x.shape[0], [&](int64_t n) {
    const PaddedImage padded(x.data + n * image.size(), image, window);
    addImage(padded, window, dy.data + n * out.size(), out.channels, &partial[n * size]);
  });
  std::vector<double> sums(size, 0.0);
  for (int64_t n = 0; n < x.shape[0]; n++) {
    for (int64_t i = 0; i < size; i++) sums[i] += static_cast<double>(partial[n * size + i]);
  }
  float* dw = call.output(0, shape);
  for (int64_t i = 0; i < size; i++) dw[i] = static_cast<float>(sums[i]);
}

}  // namespace

OpDefinition narrowConv2DFilterGradientOp() {
  return defineOp<narrowConv2DFilterGradient, Window::kNumNumbers>("BitplaneNarrowConv2DFilterGradient", {"x", "dy"},
                                                                   {"dw"});
}

}  // namespace bitplane

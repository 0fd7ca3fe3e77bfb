// Gradient of a convolution with respect to its filters for images of few channels, as the first layer's are: a patch
// of the image is a short row of numbers, which general libraries lose time rearranging.
#include <algorithm>

#include "lanes.h"
#include "ops.h"
#include "parallel.h"
#include "window.h"

#if defined(__AVX512F__) || defined(__FMA__)
#include <immintrin.h>
#endif

namespace bitplane {
namespace {

/** Four vectors of filters by five terms of a patch: their sums and operands stay in the 32 registers of AVX-512. */
constexpr int64_t kFilterVectors = 4, kFilterBlock = kFilterVectors * kLanes, kTermBlock = 5;

/** sum + factor·x, rounded once where the processor can. */
inline Lanes multiplyAdd(float factor, Lanes x, Lanes sum) {
#if defined(__AVX512F__)
  return (Lanes)_mm512_fmadd_ps(_mm512_set1_ps(factor), (__m512)x, (__m512)sum);
#elif defined(__FMA__)
  __m256 terms[2], sums[2];
  std::memcpy(terms, &x, sizeof(x));
  std::memcpy(sums, &sum, sizeof(sum));
  for (int i = 0; i < 2; i++) sums[i] = _mm256_fmadd_ps(_mm256_set1_ps(factor), terms[i], sums[i]);
  std::memcpy(&sum, sums, sizeof(sum));
  return sum;
#else
  return sum + factor * x;
#endif
}

/** A patch's numbers, filled up with zeros to a whole number of blocks. */
int64_t patchLength(int64_t numTerms) { return (numTerms + kTermBlock - 1) / kTermBlock * kTermBlock; }

/** patches[j][tap · C + c] of a row of output pixels; 0 outside the image. */
void gatherRow(const float* image, const ImageSize& size, const Window& window, int64_t i, float* patches) {
  const int64_t length = patchLength(window.numTaps() * size.channels);
  std::fill(patches, patches + window.outWidth * length, 0.0f);
  for (int64_t r = 0; r < window.rows; r++) {
    const int64_t row = window.inputRow(i, r);
    if (row < 0 || row >= size.height) continue;
    for (int64_t s = 0; s < window.columns; s++) {
      for (int64_t j = 0; j < window.outWidth; j++) {
        const int64_t column = window.inputColumn(j, s);
        if (column < 0 || column >= size.width) continue;
        const float* from = image + (row * size.width + column) * size.channels;
        float* to = patches + j * length + (r * window.columns + s) * size.channels;
        for (int64_t c = 0; c < size.channels; c++) to[c] = from[c];
      }
    }
  }
}

/** The lanes of vector v of a block of filters; a constant where the block is whole. */
template <bool isWhole>
int64_t lanesOf(int64_t v, int64_t left) {
  return isWhole ? kLanes : std::clamp<int64_t>(left - v * kLanes, 0, kLanes);
}

/** Rows of `filters` numbers, of which a block of `left` is meant. */
struct Filters {
  int64_t filters, left;
};

/** dw[k][o] += Σ_pixels patch[pixel][k]·dy[pixel][o] for all terms and a block of filters. */
template <bool isWhole>
void addProducts(const std::vector<float>& patches, int64_t numTerms, const float* dy, Filters size, float* dw) {
  const int64_t length = patchLength(numTerms), numPixels = static_cast<int64_t>(patches.size()) / length;
  for (int64_t first = 0; first < numTerms; first += kTermBlock) {
    Lanes sums[kTermBlock][kFilterVectors] = {};
    for (int64_t p = 0; p < numPixels; p++) {
      for (int64_t v = 0; v < kFilterVectors; v++) {
        const Lanes gradient = load(dy + p * size.filters + v * kLanes, lanesOf<isWhole>(v, size.left));
        for (int64_t k = 0; k < kTermBlock; k++) {
          sums[k][v] = multiplyAdd(patches[p * length + first + k], gradient, sums[k][v]);
        }
      }
    }
    for (int64_t k = 0; k < std::min(numTerms - first, kTermBlock); k++) {
      for (int64_t v = 0; v < kFilterVectors; v++) {
        float* to = dw + (first + k) * size.filters + v * kLanes;
        const int64_t lanes = lanesOf<isWhole>(v, size.left);
        store(to, load(to, lanes) + sums[k][v], lanes);
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
  const int64_t numTerms = window.numTaps() * image.channels, size = sizeOf(shape);
  std::vector<float> partial(x.shape[0] * size, 0.0f);
  parallelFor(x.shape[0], [&](int64_t n) {
    std::vector<float> patches(out.width * patchLength(numTerms));
    for (int64_t i = 0; i < out.height; i++) {
      gatherRow(x.data + n * image.size(), image, window, i, patches.data());
      const float* gradients = dy.data + n * out.size() + i * out.width * out.channels;
      for (int64_t o = 0; o < out.channels; o += kFilterBlock) {
        const Filters filters{out.channels, out.channels - o};
        const auto add = filters.left >= kFilterBlock ? addProducts<true> : addProducts<false>;
        add(patches, numTerms, gradients + o, filters, &partial[n * size + o]);
      }
    }
  });
  float* dw = call.output(0, shape);
  for (int64_t i = 0; i < size; i++) {
    double sum = 0;
    for (int64_t n = 0; n < x.shape[0]; n++) sum += static_cast<double>(partial[n * size + i]);
    dw[i] = static_cast<float>(sum);
  }
}

}  // namespace

OpDefinition narrowConv2DFilterGradientOp() {
  return defineOp<narrowConv2DFilterGradient, Window::kNumNumbers>("BitplaneNarrowConv2DFilterGradient", {"x", "dy"},
                                                                   {"dw"});
}

}  // namespace bitplane

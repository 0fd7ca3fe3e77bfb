// Gradient of a convolution of signs with respect to its filters.
#include "ops.h"
#include "parallel.h"
#include "sign_tables.h"
#include "sign_words.h"
#include "window.h"

namespace bitplane {
namespace {

/** words[block][pixel][channel]: the signs of x + shift in up to 64 images at one place. */
std::vector<uint64_t> packImages(const Input& x, const Input& shift, const ImageSize& image) {
  const int64_t numBlocks = wordsFor(x.shape[0]);
  std::vector<uint64_t> words(numBlocks * image.size());
  const std::vector<float> thresholds = thresholdsOf(shift, image.width * image.channels);
  parallelFor(numBlocks * image.height, [&](int64_t index) {
    const int64_t block = index / image.height, first = block * kWordBits;
    const int64_t place = index % image.height * image.width * image.channels;
    packSignColumns(x.data + first * image.size() + place, thresholds.data(), image.size(),
                    std::min(x.shape[0] - first, kWordBits), image.width * image.channels,
                    &words[block * image.size() + place]);
  });
  return words;
}

/**
 * dw[r, s, c, o] = Σ over images and pixels of sign(x + shift at the tap)·dy. x: [N, H, W, C]; dy: [N, H', W', O];
 * shift: [C], or empty. The images are the terms of a sum, sixteen filters its lanes: one table serves all taps and
 * channels of a pixel.
 */
void signConv2DFilterGradient(Call& call) {
  const Input x = call.input(0), dy = call.input(1), shift = call.input(2);
  const Window window(call.numbers());
  if (!call.require(x.shape.size() == 4 && dy.shape.size() == 4 && x.shape[0] == dy.shape[0] &&
                        dy.shape[1] == window.outHeight && dy.shape[2] == window.outWidth && isShiftOf(shift, x),
                    "filter gradient of signs: x [N, H, W, C], dy [N, H', W', O], shift [C] or empty")) {
    return;
  }
  const ImageSize image(x.shape), out(dy.shape);
  const int64_t numImages = x.shape[0], channels = image.channels, filters = out.channels;
  float* dw = call.output(0, {window.rows, window.columns, channels, filters});
  const std::vector<uint64_t> words = packImages(x, shift, image);

  parallelFor((filters + kLanes - 1) / kLanes * window.rows, [&](int64_t index) {
    const int64_t tapRow = index % window.rows, o = index / window.rows * kLanes;
    const int64_t numFilters = std::min(filters - o, kLanes);
    std::vector<Lanes> sums(window.columns * channels, Lanes{});
    SignTables tables;
    for (int64_t first = 0; first < numImages; first += kWordBits) {
      const int64_t count = std::min(numImages - first, kWordBits);
      const uint64_t* block = &words[first / kWordBits * image.size()];
      for (int64_t i = 0; i < out.height; i++) {
        const int64_t row = window.inputRow(i, tapRow);
        if (row < 0 || row >= image.height) continue;
        for (int64_t j = 0; j < out.width; j++) {
          Lanes terms[kWordBits];
          const float* from = dy.data + first * out.size() + (i * out.width + j) * filters + o;
          for (int64_t n = 0; n < count; n++) terms[n] = load(from + n * out.size(), numFilters);
          tables.fill(terms, count);
          for (int64_t s = 0; s < window.columns; s++) {
            const int64_t column = window.inputColumn(j, s);
            if (column < 0 || column >= image.width) continue;
            const uint64_t* signs = block + (row * image.width + column) * channels;
            Lanes* sum = &sums[s * channels];
            for (int64_t c = 0; c < channels; c++) sum[c] = tables.sum(sum[c], signs[c]);
          }
        }
      }
    }
    float* to = dw + tapRow * window.columns * channels * filters + o;
    for (size_t k = 0; k < sums.size(); k++) store(to + k * filters, sums[k], numFilters);
  });
}

}  // namespace

OpDefinition signConv2DFilterGradientOp() {
  return defineOp<signConv2DFilterGradient, Window::kNumNumbers>("BitplaneSignConv2DFilterGradient",
                                                                 {"x", "dy", "shift"}, {"dw"});
}

}  // namespace bitplane

// Max-pool over NHWC images, and its gradient.
#include <limits>

#include "lanes.h"
#include "ops.h"
#include "parallel.h"
#include "window.h"

namespace bitplane {
namespace {

/** y[n, i, j, c] = the largest x of the window's taps inside the image. x: [N, H, W, C]; y: [N, H', W', C]. */
void maxPool(Call& call) {
  const Input x = call.input(0);
  const Window window(call.numbers());
  if (!call.require(x.shape.size() == 4, "max-pool takes images [N, H, W, C]")) return;
  const ImageSize image(x.shape);
  const int64_t channels = image.channels;
  float* y = call.output(0, {x.shape[0], window.outHeight, window.outWidth, channels});
  parallelFor(x.shape[0] * window.outHeight, [&](int64_t row) {
    const float* in = x.data + row / window.outHeight * image.size();
    std::vector<Tap> taps;
    for (int64_t j = 0; j < window.outWidth; j++) {
      findTapsInside(window, row % window.outHeight, j, image, taps);
      float* out = y + (row * window.outWidth + j) * channels;
      forLanes(channels, [&](int64_t c, auto n) {
        Lanes largest = Lanes{} - std::numeric_limits<float>::infinity();
        for (const Tap& tap : taps) {
          const Lanes value = load(in + tap.pixel * channels + c, n);
          largest = value > largest ? value : largest;
        }
        store(out + c, largest, n);
      });
    }
  });
}

/** dx of a window's first tap, row-major, that holds y is dy; windows that overlap add up. */
void maxPoolGradient(Call& call) {
  const Input x = call.input(0), y = call.input(1), dy = call.input(2);
  const Window window(call.numbers());
  if (!call.require(x.shape.size() == 4 && y.shape.size() == 4 && y.shape == dy.shape, "max-pool gradient: x, y, dy")) {
    return;
  }
  const ImageSize image(x.shape), pooled(y.shape);
  const int64_t channels = image.channels;
  float* dx = call.output(0, x.shape);
  parallelFor(x.shape[0], [&](int64_t index) {
    const float* in = x.data + index * image.size();
    float* gradient = dx + index * image.size();
    std::memset(gradient, 0, image.size() * sizeof(float));
    std::vector<Tap> taps;
    for (int64_t out = 0; out < pooled.numPixels(); out++) {
      findTapsInside(window, out / pooled.width, out % pooled.width, image, taps);
      const int64_t at = index * pooled.size() + out * channels;
      forLanes(channels, [&](int64_t c, auto n) {
        const Lanes largest = load(y.data + at + c, n);
        Lanes wanted = load(dy.data + at + c, n);
        for (const Tap& tap : taps) {
          const int64_t place = tap.pixel * channels + c;
          const LaneMask found = load(in + place, n) == largest;
          store(gradient + place, load(gradient + place, n) + (found ? wanted : Lanes{}), n);
          wanted = found ? Lanes{} : wanted;
        }
      });
    }
  });
}

}  // namespace

OpDefinition maxPoolOp() { return defineOp<maxPool, Window::kNumNumbers>("BitplaneMaxPool", {"x"}, {"y"}); }

OpDefinition maxPoolGradientOp() {
  return defineOp<maxPoolGradient, Window::kNumNumbers>("BitplaneMaxPoolGradient", {"x", "y", "dy"}, {"dx"});
}

}  // namespace bitplane

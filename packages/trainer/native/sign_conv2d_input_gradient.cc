// Gradient of a convolution with filters of signs, with respect to its input.
#include "ops.h"
#include "parallel.h"
#include "sign_tables.h"
#include "sign_words.h"
#include "window.h"

namespace bitplane {
namespace {

/** Channels that share the tables of a pixel; more would fill the cache with sums, fewer would make the tables too
 * often. */
constexpr int64_t kChannelBlock = 64;

/** words[tap][block of 64 filters][channel] */
std::vector<uint64_t> packFilters(const Input& w, int64_t numTaps, int64_t channels, int64_t filters) {
  const int64_t numBlocks = wordsFor(filters);
  std::vector<uint64_t> words(numTaps * numBlocks * channels), row(numBlocks);
  const std::vector<float> zeros(filters, 0.0f);
  for (int64_t tap = 0; tap < numTaps; tap++) {
    for (int64_t c = 0; c < channels; c++) {
      packSigns(w.data + (tap * channels + c) * filters, zeros.data(), filters, row.data());
      for (int64_t block = 0; block < numBlocks; block++) words[(tap * numBlocks + block) * channels + c] = row[block];
    }
  }
  return words;
}

/** lanes[k][n] = rows[n·stride + k]: numRows ≤ 16 rows of count numbers. */
void transposeIn(const float* rows, int64_t stride, int64_t numRows, int64_t count, Lanes* lanes) {
  for (int64_t n = 0; n < kLanes; n++) {
    for (int64_t k = 0; k < count; k++) lanes[k][n] = n < numRows ? rows[n * stride + k] : 0;
  }
}

/** row[k] = lanes[k][n]: what belongs to image n. */
void transposeOut(const Lanes* lanes, int64_t n, int64_t count, float* row) {
  for (int64_t k = 0; k < count; k++) row[k] = lanes[k][n];
}

/** Which pseudo-gradient of the sign follows: the last of the op's numbers. */
enum Follows { kNothing, kWindow, kApproxSign };

/** sum·q'(z) */
inline Lanes passSigns(Follows follows, Lanes sum, Lanes z, float clip) {
  const Lanes size = z < Lanes{} ? -z : z;
  if (follows == kWindow) return size <= Lanes{} + clip ? sum : Lanes{};
  const Lanes slope = 2.0f - 2.0f * size;
  return sum * (slope > Lanes{} ? slope : Lanes{});
}

/**
 * dx[n, i, j, c] = q'(x + shift)·Σ over taps and filters of sign(w)·dy. dy: [N, H', W', O]; w: [R, S, C, O], of which
 * only signs are read; numbers: the window's, then H, W and what follows: nothing, where x is empty and dx the sum
 * alone; the window of the straight-through estimator, 1 where |x + shift| ≤ clip; or approx-sign's
 * max(2 − 2·|x + shift|, 0). shift: [C], or empty; dshift is the sum of dx. The filters are the terms of a sum, sixteen
 * images its lanes: one table serves all taps and channels of a pixel.
 */
void signConv2DInputGradient(Call& call) {
  const Input dy = call.input(0), w = call.input(1), x = call.input(2), shift = call.input(3);
  const float clip = *call.input(4).data;
  const Window window(call.numbers());
  const Shape shape = {dy.shape[0], call.numbers()[Window::kNumNumbers], call.numbers()[Window::kNumNumbers + 1],
                       w.shape[2]};
  const auto follows = static_cast<Follows>(call.numbers()[Window::kNumNumbers + 2]);
  if (!call.require(dy.shape.size() == 4 && w.shape.size() == 4 && dy.shape[1] == window.outHeight &&
                        dy.shape[2] == window.outWidth && w.shape[0] == window.rows && w.shape[1] == window.columns &&
                        w.shape[3] == dy.shape[3] && (follows == kNothing || x.shape == shape) &&
                        (shift.size() == 0 || shift.size() == shape[3]),
                    "input gradient of signs: dy [N, H', W', O], w [R, S, C, O], x [N, H, W, C], shift [C] or empty")) {
    return;
  }
  const ImageSize image(shape), out(dy.shape);
  const int64_t channels = image.channels, filters = out.channels, numFilterBlocks = wordsFor(filters);
  float* dx = call.output(0, shape);
  float* dshift = call.output(1, shift.shape);
  const std::vector<uint64_t> words = packFilters(w, window.numTaps(), channels, filters);
  const int64_t numChannelBlocks = (channels + kChannelBlock - 1) / kChannelBlock;
  const int64_t numImageBlocks = (shape[0] + kLanes - 1) / kLanes;
  std::vector<float> shifts(channels, 0.0f);
  if (shift.size() > 0) std::copy_n(shift.data, channels, shifts.data());
  std::vector<double> totals(numImageBlocks * numChannelBlocks * kChannelBlock, 0.0);

  parallelFor(numImageBlocks * numChannelBlocks, [&](int64_t index) {
    const int64_t firstImage = index / numChannelBlocks * kLanes,
                  firstChannel = index % numChannelBlocks * kChannelBlock;
    const int64_t numImages = std::min(shape[0] - firstImage, kLanes);
    const int64_t numChannels = std::min(channels - firstChannel, kChannelBlock);
    std::vector<Lanes> sums(image.numPixels() * numChannels, Lanes{});
    std::vector<Tap> taps;
    SignTables tables;
    for (int64_t pixel = 0; pixel < out.numPixels(); pixel++) {
      findTapsInside(window, pixel / out.width, pixel % out.width, image, taps);
      for (int64_t block = 0; block < numFilterBlocks; block++) {
        const int64_t count = std::min(filters - block * kWordBits, kWordBits);
        Lanes terms[kWordBits];
        transposeIn(dy.data + firstImage * out.size() + pixel * filters + block * kWordBits, out.size(), numImages,
                    count, terms);
        tables.fill(terms, count);
        for (const Tap& tap : taps) {
          const uint64_t* signs = &words[(tap.tap * numFilterBlocks + block) * channels + firstChannel];
          Lanes* sum = &sums[tap.pixel * numChannels];
          for (int64_t c = 0; c < numChannels; c++) sum[c] = tables.sum(sum[c], signs[c]);
        }
      }
    }
    float rowTotals[kChannelBlock] = {};
    for (int64_t pixel = 0; pixel < image.numPixels(); pixel++) {
      for (int64_t n = 0; n < numImages; n++) {
        const int64_t at = (firstImage + n) * image.size() + pixel * channels + firstChannel;
        if (follows == kNothing) {
          transposeOut(&sums[pixel * numChannels], n, numChannels, dx + at);
          continue;
        }
        float row[kChannelBlock];
        transposeOut(&sums[pixel * numChannels], n, numChannels, row);
        forLanes(numChannels, [&](int64_t c, auto lanes) {
          const Lanes z = load(x.data + at + c, lanes) + load(&shifts[firstChannel + c], lanes);
          const Lanes passed = passSigns(follows, load(row + c, lanes), z, clip);
          store(dx + at + c, passed, lanes);
          add(rowTotals, c, passed, lanes);
        });
      }
      if ((pixel + 1) % image.width != 0) continue;
      for (int64_t c = 0; c < kChannelBlock; c++) {
        totals[index * kChannelBlock + c] += static_cast<double>(rowTotals[c]);
        rowTotals[c] = 0;
      }
    }
  });

  for (int64_t c = 0; c < shift.size(); c++) {
    double sum = 0;
    for (int64_t block = 0; block < numImageBlocks; block++) {
      sum += totals[(block * numChannelBlocks + c / kChannelBlock) * kChannelBlock + c % kChannelBlock];
    }
    dshift[c] = static_cast<float>(sum);
  }
}

}  // namespace

OpDefinition signConv2DInputGradientOp() {
  return defineOp<signConv2DInputGradient, Window::kNumNumbers + 3>(
      "BitplaneSignConv2DInputGradient", {"dy", "w", "x", "shift", "clip"}, {"dx", "dshift"});
}

}  // namespace bitplane

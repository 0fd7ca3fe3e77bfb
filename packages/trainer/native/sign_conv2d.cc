// Convolution of signs with filters of signs, by XOR and popcount.
#include "ops.h"
#include "parallel.h"
#include "sign_words.h"
#include "window.h"

#ifdef __AVX512VPOPCNTDQ__
#include <immintrin.h>
#endif

namespace bitplane {
namespace {

/** Eight words, one for each of eight filters. */
constexpr int64_t kFilterLanes = 8;
typedef uint64_t Words __attribute__((vector_size(kFilterLanes * sizeof(uint64_t))));

/** Filters whose counts stay in registers. */
constexpr int64_t kFilterBlock = 4 * kFilterLanes;

inline Words popcount(Words x) {
#ifdef __AVX512VPOPCNTDQ__
  return (Words)_mm512_popcnt_epi64((__m512i)x);
#else
  // Pairs, nibbles, bytes, then the sum of bytes: Warren, "Hacker's Delight", section 5-1.
  x -= x >> 1 & 0x5555555555555555;
  x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
  x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
  x += x >> 8;
  x += x >> 16;
  x += x >> 32;
  return x & 0x7f;
#endif
}

struct Filters {
  int64_t numTaps, channels, filters;
  int64_t numWords() const { return wordsFor(channels); }
  int64_t numBlocks() const { return (filters + kFilterBlock - 1) / kFilterBlock; }
};

/** words[block of filters][tap][word][filter of the block] */
std::vector<uint64_t> packFilters(const Input& w, const Filters& size) {
  std::vector<uint64_t> words(size.numBlocks() * size.numTaps * size.numWords() * kFilterBlock);
  std::vector<uint64_t> columns(size.filters);
  for (int64_t tap = 0; tap < size.numTaps; tap++) {
    for (int64_t word = 0; word < size.numWords(); word++) {
      const float* from = w.data + (tap * size.channels + word * 64) * size.filters;
      packSignColumns(from, size.filters, std::min<int64_t>(size.channels - word * 64, 64), size.filters,
                      columns.data());
      for (int64_t o = 0; o < size.filters; o++) {
        const int64_t block = o / kFilterBlock;
        words[((block * size.numTaps + tap) * size.numWords() + word) * kFilterBlock + o % kFilterBlock] = columns[o];
      }
    }
  }
  return words;
}

/**
 * y[n, i, j, o] = Σ over taps inside the image of sign(x)·sign(w) = K − 2·popcount(x XOR w), K = taps inside · C.
 * x: [N, H, W, C]; w: [R, S, C, O]. A tap outside contributes 0.
 */
void signConv2D(Call& call) {
  const Input x = call.input(0), w = call.input(1);
  const Window window(call.numbers());
  if (!call.require(x.shape.size() == 4 && w.shape.size() == 4 && w.shape[0] == window.rows &&
                        w.shape[1] == window.columns && w.shape[2] == x.shape[3],
                    "convolution of signs: x [N, H, W, C], w [R, S, C, O]")) {
    return;
  }
  const ImageSize image(x.shape);
  const Filters size{window.numTaps(), image.channels, w.shape[3]};
  const int64_t numWords = size.numWords();
  float* y = call.output(0, {x.shape[0], window.outHeight, window.outWidth, size.filters});
  const std::vector<uint64_t> filterWords = packFilters(w, size);

  parallelFor(x.shape[0], [&](int64_t index) {
    std::vector<uint64_t> imageWords(image.numPixels() * numWords);
    for (int64_t pixel = 0; pixel < image.numPixels(); pixel++) {
      packSigns(x.data + index * image.size() + pixel * image.channels, image.channels, &imageWords[pixel * numWords]);
    }
    std::vector<Tap> taps;
    for (int64_t pixel = 0; pixel < window.outHeight * window.outWidth; pixel++) {
      findTapsInside(window, pixel / window.outWidth, pixel % window.outWidth, image, taps);
      const auto numTerms = static_cast<int32_t>(taps.size() * image.channels);
      float* out = y + (index * window.outHeight * window.outWidth + pixel) * size.filters;
      for (int64_t block = 0; block < size.numBlocks(); block++) {
        Words counts[kFilterBlock / kFilterLanes] = {};
        for (const Tap& tap : taps) {
          for (int64_t word = 0; word < numWords; word++) {
            const uint64_t signs = imageWords[tap.pixel * numWords + word];
            const uint64_t* filters = &filterWords[((block * size.numTaps + tap.tap) * numWords + word) * kFilterBlock];
            for (int64_t k = 0; k < kFilterBlock / kFilterLanes; k++) {
              Words lanes;
              std::memcpy(&lanes, filters + k * kFilterLanes, sizeof(lanes));
              counts[k] += popcount(lanes ^ signs);
            }
          }
        }
        uint64_t differing[kFilterBlock];
        std::memcpy(differing, counts, sizeof(differing));
        const int64_t left = std::min(size.filters - block * kFilterBlock, kFilterBlock);
        for (int64_t o = 0; o < left; o++) {
          out[block * kFilterBlock + o] = static_cast<float>(numTerms - 2 * static_cast<int32_t>(differing[o]));
        }
      }
    }
  });
}

}  // namespace

OpDefinition signConv2DOp() {
  return defineOp<signConv2D, Window::kNumNumbers>("BitplaneSignConv2D", {"x", "w"}, {"y"});
}

}  // namespace bitplane

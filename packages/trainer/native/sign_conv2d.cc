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
typedef int64_t SignedWords __attribute__((vector_size(kFilterLanes * sizeof(int64_t))));
typedef float Sums __attribute__((vector_size(kFilterLanes * sizeof(float))));

/** Vectors of filters whose counts stay in registers. */
constexpr int64_t kMaxVectors = 4;
constexpr int64_t kFilterBlock = kMaxVectors * kFilterLanes;

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

/**
 * The taps of a row that see neighbouring pixels are one run of bits, in the image as in the filters: 16 channels by 3
 * taps are a word, not three. With dilation each tap is a run of its own.
 */
struct Runs {
  int64_t tapRows, perRow, pixels, bits;
  Runs(const Window& window, int64_t channels)
      : tapRows(window.rows),
        perRow(window.dilationColumns == 1 ? 1 : window.columns),
        pixels(window.columns / perRow),
        bits(pixels * channels) {}

  int64_t numWords() const { return wordsFor(bits); }
  int64_t wordsPerRow() const { return perRow * numWords(); }
};

/** words[block of filters][tap row][run][word][filter of the block]; w: [R, S, C, O]. */
std::vector<uint64_t> packFilters(const Input& w, const Runs& runs) {
  const int64_t filters = w.shape[3], numBlocks = (filters + kFilterBlock - 1) / kFilterBlock;
  const int64_t numRuns = runs.tapRows * runs.perRow;
  std::vector<uint64_t> words(numBlocks * runs.tapRows * runs.wordsPerRow() * kFilterBlock), columns(filters);
  const std::vector<float> zeros(filters, 0.0f);
  for (int64_t run = 0; run < numRuns; run++) {
    for (int64_t word = 0; word < runs.numWords(); word++) {
      const float* from = w.data + (run * runs.bits + word * 64) * filters;
      packSignColumns(from, zeros.data(), filters, std::min<int64_t>(runs.bits - word * 64, 64), filters,
                      columns.data());
      for (int64_t o = 0; o < filters; o++) {
        const int64_t place = (o / kFilterBlock * numRuns + run) * runs.numWords() + word;
        words[place * kFilterBlock + o % kFilterBlock] = columns[o];
      }
    }
  }
  return words;
}

/** The signs of an image, a bit each, row by row, with room for the taps beside it. */
class ImageBits {
 public:
  ImageBits(const Window& window, const ImageSize& image)
      : window_(window),
        image_(image),
        margin_(wordsFor(window.padLeft * image.channels)),
        rowWords_(margin_ +
                  wordsFor(((window.outWidth - 1) * window.strideColumns +
                            std::max((window.columns - 1) * window.dilationColumns, image.width) + 1) *
                           image.channels) +
                  wordsFor(window.columns * image.channels) + 1),
        words_(image.height * rowWords_) {}

  /** thresholds: of a row of the image. */
  void pack(const float* x, const float* thresholds) {
    const int64_t rowSize = image_.width * image_.channels;
    for (int64_t row = 0; row < image_.height; row++) {
      packSigns(x + row * rowSize, thresholds, rowSize, &words_[row * rowWords_ + margin_]);
    }
  }

  /** 64 bits of a row, from the first channel of the pixel that tap column 0 of output column j sees, and `offset` on.
   */
  uint64_t word(int64_t row, int64_t j, int64_t offset) const {
    const int64_t bit = margin_ * 64 + window_.inputColumn(j, 0) * image_.channels + offset;
    const uint64_t* from = &words_[row * rowWords_ + bit / 64];
    const int64_t shift = bit % 64;
    return from[0] >> shift | from[1] << 1 << (63 - shift);
  }

 private:
  const Window window_;
  const ImageSize image_;
  const int64_t margin_, rowWords_;
  std::vector<uint64_t> words_;
};

/** For an output column: which bits of a tap row's runs lie inside the image. */
struct ColumnMask {
  std::vector<uint64_t> words;
  int64_t numTaps = 0;

  ColumnMask(const Window& window, const Runs& runs, const ImageSize& image, int64_t j) : words(runs.wordsPerRow()) {
    for (int64_t s = 0; s < window.columns; s++) {
      const int64_t column = window.inputColumn(j, s), run = s / runs.pixels;
      if (column < 0 || column >= image.width) continue;
      numTaps++;
      for (int64_t c = 0; c < image.channels; c++) {
        const int64_t bit = s % runs.pixels * image.channels + c;
        words[run * runs.numWords() + bit / 64] |= uint64_t{1} << (bit % 64);
      }
    }
  }
};

/** What an output pixel sees: words of signs, and which of their bits count. */
struct Patch {
  std::vector<uint64_t> signs, masks;
  int64_t numWords;
  int64_t numTerms;
};

/** out[o] = terms − 2·(bits that differ) for numFilters ≤ 8·numVectors filters, whose words start at `filters`. */
template <int64_t numVectors>
void sumSigns(const Patch& patch, const uint64_t* filters, int64_t numFilters, float* out) {
  Words counts[numVectors] = {};
  for (int64_t k = 0; k < patch.numWords; k++) {
    for (int64_t v = 0; v < numVectors; v++) {
      Words lanes;
      std::memcpy(&lanes, filters + k * kFilterBlock + v * kFilterLanes, sizeof(lanes));
      counts[v] += popcount((lanes ^ patch.signs[k]) & patch.masks[k]);
    }
  }
  for (int64_t v = 0; v < numVectors; v++) {
    const auto sums = __builtin_convertvector(patch.numTerms - 2 * (SignedWords)counts[v], Sums);
    const int64_t left = std::min(numFilters - v * kFilterLanes, kFilterLanes);
    if (left == kFilterLanes) {
      std::memcpy(out + v * kFilterLanes, &sums, sizeof(sums));
    } else if (left > 0) {
      std::memcpy(out + v * kFilterLanes, &sums, static_cast<size_t>(left) * sizeof(float));
    }
  }
}

void sumSigns(const Patch& patch, const uint64_t* filters, int64_t numFilters, float* out) {
  if (numFilters <= kFilterLanes) return sumSigns<1>(patch, filters, numFilters, out);
  if (numFilters <= 2 * kFilterLanes) return sumSigns<2>(patch, filters, numFilters, out);
  sumSigns<kMaxVectors>(patch, filters, numFilters, out);
}

/**
 * y[n, i, j, o] = Σ over taps inside the image of sign(x + shift)·sign(w) = K − 2·popcount(x XOR w), K = taps inside ·
 * C. x: [N, H, W, C]; w: [R, S, C, O]; shift: [C], or empty. A tap outside contributes 0.
 */
void signConv2D(Call& call) {
  const Input x = call.input(0), w = call.input(1), shift = call.input(2);
  const Window window(call.numbers());
  if (!call.require(x.shape.size() == 4 && w.shape.size() == 4 && w.shape[0] == window.rows &&
                        w.shape[1] == window.columns && w.shape[2] == x.shape[3] && isShiftOf(shift, x),
                    "convolution of signs: x [N, H, W, C], w [R, S, C, O], shift [C] or empty")) {
    return;
  }
  const ImageSize image(x.shape);
  const Runs runs(window, image.channels);
  const int64_t filters = w.shape[3], blockWords = runs.tapRows * runs.wordsPerRow() * kFilterBlock;
  float* y = call.output(0, {x.shape[0], window.outHeight, window.outWidth, filters});
  const std::vector<uint64_t> filterWords = packFilters(w, runs);
  const std::vector<float> thresholds = thresholdsOf(shift, image.width * image.channels);
  std::vector<ColumnMask> masks;
  for (int64_t j = 0; j < window.outWidth; j++) masks.emplace_back(window, runs, image, j);

  std::vector<int64_t> offsets;
  for (int64_t k = 0; k < runs.wordsPerRow(); k++) {
    offsets.push_back(k / runs.numWords() * runs.pixels * window.dilationColumns * image.channels +
                      k % runs.numWords() * 64);
  }

  parallelFor(x.shape[0], [&](int64_t index) {
    ImageBits bits(window, image);
    bits.pack(x.data + index * image.size(), thresholds.data());
    Patch patch;
    patch.signs.resize(runs.tapRows * runs.wordsPerRow());
    patch.masks.resize(patch.signs.size());
    float* out = y + index * window.outHeight * window.outWidth * filters;
    for (int64_t i = 0; i < window.outHeight; i++) {
      int64_t firstTap = 0, endTap = window.rows;
      while (firstTap < endTap && window.inputRow(i, firstTap) < 0) firstTap++;
      while (endTap > firstTap && window.inputRow(i, endTap - 1) >= image.height) endTap--;
      for (int64_t j = 0; j < window.outWidth; j++, out += filters) {
        const ColumnMask& mask = masks[j];
        patch.numWords = 0;
        for (int64_t r = firstTap; r < endTap; r++) {
          for (int64_t k = 0; k < runs.wordsPerRow(); k++, patch.numWords++) {
            patch.signs[patch.numWords] = bits.word(window.inputRow(i, r), j, offsets[k]);
            patch.masks[patch.numWords] = mask.words[k];
          }
        }
        patch.numTerms = (endTap - firstTap) * mask.numTaps * image.channels;
        const uint64_t* block = &filterWords[firstTap * runs.wordsPerRow() * kFilterBlock];
        for (int64_t first = 0; first < filters; first += kFilterBlock, block += blockWords) {
          sumSigns(patch, block, std::min(filters - first, kFilterBlock), out + first);
        }
      }
    }
  });
}

}  // namespace

OpDefinition signConv2DOp() {
  return defineOp<signConv2D, Window::kNumNumbers>("BitplaneSignConv2D", {"x", "w", "shift"}, {"y"});
}

}  // namespace bitplane

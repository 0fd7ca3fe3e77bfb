// Sums of floats with signs, sixteen of them at once, looked up four terms at a time.
//
// A product of floats d_k with signs s_k = ±1 needs no multiplication: there are only 16 sums ±d0 ±d1 ±d2 ±d3 of four
// terms. Where the same terms meet many sign words (each filter, or each channel and tap), the sums are made once, and
// a word of 64 signs costs 16 loads and additions instead of 64 multiply-adds. Arlazarov et al., "On economical
// construction of the transitive closure of a directed graph", 1970 ("four Russians").
#pragma once

#include "lanes.h"

namespace bitplane {

constexpr int64_t kWordBits = 64;

/** Made from up to 64 terms; 16 kB, so that it stays in the first-level cache. */
class SignTables {
 public:
  /** terms[k] for k < count; the others count as 0. */
  void fill(const Lanes* terms, int64_t count) {
    numGroups_ = (count + 3) / 4;
    for (int64_t g = 0; g < numGroups_; g++) {
      Lanes d[4];
      for (int64_t k = 0; k < 4; k++) d[k] = 4 * g + k < count ? terms[4 * g + k] : Lanes{};
      const Lanes low[4] = {d[0] + d[1], d[1] - d[0], d[0] - d[1], -d[0] - d[1]};
      const Lanes high[4] = {d[2] + d[3], d[3] - d[2], d[2] - d[3], -d[2] - d[3]};
      for (int64_t pattern = 0; pattern < 16; pattern++) sums_[g][pattern] = low[pattern & 3] + high[pattern >> 2];
    }
  }

  /** start + Σ_k s_k·terms[k], s_k = −1 where bit k of the word is set, else +1. */
  Lanes sum(Lanes start, uint64_t word) const {
    if (numGroups_ == kWordBits / 4) return sumGroups(start, word, kWordBits / 4);
    return sumGroups(start, word, numGroups_);
  }

 private:
  Lanes sumGroups(Lanes sum, uint64_t word, int64_t numGroups) const {
    for (int64_t g = 0; g < numGroups; g++) sum += sums_[g][word >> (4 * g) & 15];
    return sum;
  }

  Lanes sums_[kWordBits / 4][16];
  int64_t numGroups_ = 0;
};

}  // namespace bitplane

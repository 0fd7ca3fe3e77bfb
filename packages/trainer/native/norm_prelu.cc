// Batch normalisation in training, a shortcut added to it, and PReLU, in one go; and the gradients of all.
#include "batch_norm_passes.h"
#include "lanes.h"
#include "ops.h"

namespace bitplane {
namespace {

constexpr const char* kShapes = "norm and PReLU: x [..., C], rows [C], a shortcut of x's shape or an empty one";

bool fits(Call& call, const Input& x, const Input& slope, const Input& shortcut) {
  return call.require(!x.shape.empty() && x.size() > 0 && x.shape.back() == slope.size() &&
                          (shortcut.size() == 0 || shortcut.shape == x.shape),
                      kShapes);
}

/** What stands before the PReLU: z = gamma·(x − mean)·scale + beta + shortcut. */
class BeforePrelu {
 public:
  BeforePrelu(const Columns& columns, const Norm& norm, const Input& beta, const Input& x, const Input& shortcut)
      : mean_(columns.row(norm.mean)),
        factor_(factorsOf(norm, columns, beta.size())),
        offset_(columns.row(beta.data)),
        x_(x.data),
        shortcut_(shortcut.size() == 0 ? nullptr : shortcut.data),
        width_(columns.width()) {}

  /**
   * Calls body(place in x, column, number of lanes, z) for all elements of a tile, sixteen at once: with this many rows
   * and tensors the compiler would not see by itself that none overlaps another.
   */
  template <typename Body>
  void forTile(const Tile& tile, Body body) const {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      forLanes(tile.endColumn - tile.firstColumn, [&](int64_t begin, auto n) {
        const int64_t c = tile.firstColumn + begin, i = r * width_ + c;
        const Lanes z = (load(x_ + i, n) - load(&mean_[c], n)) * load(&factor_[c], n) + load(&offset_[c], n);
        body(i, c, n, shortcut_ == nullptr ? z : z + load(shortcut_ + i, n));
      });
    }
  }

 private:
  const std::vector<float> mean_, factor_, offset_;
  const float* x_;
  const float* shortcut_;
  const int64_t width_;
};

/**
 * y = z where z ≥ 0, else slope·z, with z = gamma·(x − mean)/√(variance + epsilon) + beta + shortcut; inputs and
 * outputs but for slope: [C] and the shortcut are those of the batch norm.
 */
void normPrelu(Call& call) {
  const Input x = call.input(0), beta = call.input(2), slope = call.input(6), shortcut = call.input(7);
  if (!fits(call, x, slope, shortcut)) return;
  float* y = call.output(0, x.shape);
  const Norm norm = normOfBatch(call);
  const Columns columns(x.size(), slope.size());
  const BeforePrelu before(columns, norm, beta, x, shortcut);
  const std::vector<float> slopes = columns.row(slope.data);
  columns.forTiles([&](const Tile& tile) {
    before.forTile(tile, [&](int64_t i, int64_t c, auto n, Lanes z) {
      store(y + i, z >= Lanes{} ? z : load(&slopes[c], n) * z, n);
    });
  });
}

/**
 * z is computed anew. dz = dy where z > 0, else slope·dy, is the shortcut's gradient; dslope = Σ of dy·z where z ≤ 0;
 * the others are the batch norm's for dz.
 */
void normPreluGradient(Call& call) {
  const Input x = call.input(0), gamma = call.input(1), beta = call.input(2), mean = call.input(3),
              scale = call.input(4), slope = call.input(5), shortcut = call.input(6), dy = call.input(7);
  if (!fits(call, x, slope, shortcut) || !call.require(dy.shape == x.shape, kShapes)) return;
  const int64_t channels = slope.size();
  const Norm norm{gamma.data, mean.data, scale.data};
  const Columns columns(x.size(), channels);
  const BeforePrelu before(columns, norm, beta, x, shortcut);
  const std::vector<float> slopes = columns.row(slope.data), means = columns.row(mean.data),
                           scales = columns.row(scale.data);
  const int64_t width = columns.width();
  float* dz = call.output(4, x.shape);
  const std::vector<double> sums = columns.sums(3, [&](const Tile& tile, float* sum) {
    before.forTile(tile, [&](int64_t i, int64_t c, auto n, Lanes z) {
      const Lanes out = load(dy.data + i, n);
      const Lanes passed = z > Lanes{} ? out : load(&slopes[c], n) * out;
      store(dz + i, passed, n);
      add(sum, c, passed, n);
      add(sum, width + c, passed * ((load(x.data + i, n) - load(&means[c], n)) * load(&scales[c], n)), n);
      add(sum, 2 * width + c, z > Lanes{} ? Lanes{} : out * z, n);
    });
  });
  gradientsOfBatch(call, x, norm, {dz, x.shape}, sums);
  float* dslope = call.output(3, slope.shape);
  for (int64_t c = 0; c < channels; c++) dslope[c] = static_cast<float>(sums[2 * channels + c]);
}

}  // namespace

OpDefinition normPreluOp() {
  return defineOp<normPrelu>("BitplaneNormPrelu",
                             {"x", "gamma", "beta", "moving_mean", "moving_variance", "settings", "slope", "shortcut"},
                             {"y", "mean", "scale", "next_moving_mean", "next_moving_variance"});
}

OpDefinition normPreluGradientOp() {
  return defineOp<normPreluGradient>("BitplaneNormPreluGradient",
                                     {"x", "gamma", "beta", "mean", "scale", "slope", "shortcut", "dy"},
                                     {"dx", "dgamma", "dbeta", "dslope", "dshortcut"});
}

}  // namespace bitplane

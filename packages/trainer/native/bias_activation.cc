// A bias and the ReLU or PReLU after it, in one go, and their gradients.
#include "columns.h"
#include "lanes.h"
#include "ops.h"

namespace bitplane {
namespace {

/** The numbers of a row, over and over, up to `length` of them. */
std::vector<float> repeated(const Input& row, int64_t length) {
  std::vector<float> numbers(length);
  for (int64_t i = 0; i < length; i++) numbers[i] = row.data[i % row.size()];
  return numbers;
}

/** x as columns of which each has a bias and, but for ReLU, a slope: as many as the longer of the two rows has numbers.
 */
struct BiasedColumns {
  const int64_t length;
  const Columns columns;
  const std::vector<float> biases, slopes;

  BiasedColumns(const Input& x, const Input& bias)
      : length(bias.size()), columns(x.size(), length), biases(columns.row(bias.data)) {}

  BiasedColumns(const Input& x, const Input& bias, const Input& slope)
      : length(slope.size()),
        columns(x.size(), length),
        biases(columns.row(repeated(bias, length).data())),
        slopes(columns.row(slope.data)) {}

  /** row[i] ← the sums of the columns that it stands for. */
  void fold(const double* sums, int64_t size, float* row) const {
    std::vector<double> totals(size, 0.0);
    for (int64_t c = 0; c < length; c++) totals[c % size] += sums[c];
    for (int64_t c = 0; c < size; c++) row[c] = static_cast<float>(totals[c]);
  }
};

/** slope: of a PReLU, else the bias once more. */
bool areRows(Call& call, const Input& x, const Input& bias, const Input& slope) {
  return call.require(
      bias.size() > 0 && slope.size() > 0 && slope.size() % bias.size() == 0 && x.size() % slope.size() == 0,
      "bias and activation: rows of the slopes' length, which is a multiple of the bias's");
}

/**
 * Calls body(place in x, column, number of lanes, x + bias) for all elements of a tile, sixteen at once: with this many
 * rows and tensors the compiler would not see by itself that none overlaps another.
 */
template <typename Body>
void forTile(const Tile& tile, const Input& x, const BiasedColumns& rows, Body body) {
  for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
    forLanes(tile.endColumn - tile.firstColumn, [&](int64_t begin, auto n) {
      const int64_t c = tile.firstColumn + begin, i = r * rows.columns.width() + c;
      body(i, c, n, load(x.data + i, n) + load(&rows.biases[c], n));
    });
  }
}

/** y = z where z ≥ 0, else slope·z, with z = x + bias. x: [..., C]; bias: [C]; slope: [C] or some last dimensions. */
void biasPrelu(Call& call) {
  const Input x = call.input(0), bias = call.input(1), slope = call.input(2);
  if (!areRows(call, x, bias, slope)) return;
  const BiasedColumns rows(x, bias, slope);
  float* y = call.output(0, x.shape);
  rows.columns.forTiles([&](const Tile& tile) {
    forTile(tile, x, rows, [&](int64_t i, int64_t c, auto n, Lanes z) {
      store(y + i, z >= Lanes{} ? z : load(&rows.slopes[c], n) * z, n);
    });
  });
}

/** y = 0 where x + bias < 0, else x + bias. */
void biasRelu(Call& call) {
  const Input x = call.input(0), bias = call.input(1);
  if (!areRows(call, x, bias, bias)) return;
  const BiasedColumns rows(x, bias);
  float* y = call.output(0, x.shape);
  rows.columns.forTiles([&](const Tile& tile) {
    forTile(tile, x, rows, [&](int64_t i, int64_t, auto n, Lanes z) { store(y + i, z < Lanes{} ? Lanes{} : z, n); });
  });
}

/** dx = dy where z > 0, else slope·dy; dbias = Σ dx; dslope = Σ of dy·z where z ≤ 0. */
void biasPreluGradient(Call& call) {
  const Input x = call.input(0), bias = call.input(1), slope = call.input(2), dy = call.input(3);
  if (!areRows(call, x, bias, slope) || !call.require(x.shape == dy.shape, "bias and PReLU: dy of x's shape")) return;
  const BiasedColumns rows(x, bias, slope);
  float* dx = call.output(0, x.shape);
  const int64_t width = rows.columns.width();
  const std::vector<double> sums = rows.columns.sums(2, [&](const Tile& tile, float* sum) {
    forTile(tile, x, rows, [&](int64_t i, int64_t c, auto n, Lanes z) {
      const Lanes out = load(dy.data + i, n);
      const Lanes passed = z > Lanes{} ? out : load(&rows.slopes[c], n) * out;
      store(dx + i, passed, n);
      add(sum, c, passed, n);
      add(sum, width + c, z > Lanes{} ? Lanes{} : out * z, n);
    });
  });
  rows.fold(sums.data(), bias.size(), call.output(1, bias.shape));
  rows.fold(sums.data() + rows.length, slope.size(), call.output(2, slope.shape));
}

/** dx = dy where x + bias > 0, else 0; dbias = Σ dx. */
void biasReluGradient(Call& call) {
  const Input x = call.input(0), bias = call.input(1), dy = call.input(2);
  if (!areRows(call, x, bias, bias) || !call.require(x.shape == dy.shape, "bias and ReLU: dy of x's shape")) return;
  const BiasedColumns rows(x, bias);
  float* dx = call.output(0, x.shape);
  const std::vector<double> sums = rows.columns.sums(1, [&](const Tile& tile, float* sum) {
    forTile(tile, x, rows, [&](int64_t i, int64_t c, auto n, Lanes z) {
      const Lanes passed = z > Lanes{} ? load(dy.data + i, n) : Lanes{};
      store(dx + i, passed, n);
      add(sum, c, passed, n);
    });
  });
  rows.fold(sums.data(), bias.size(), call.output(1, bias.shape));
}

}  // namespace

OpDefinition biasPreluOp() { return defineOp<biasPrelu>("BitplaneBiasPrelu", {"x", "bias", "slope"}, {"y"}); }
OpDefinition biasReluOp() { return defineOp<biasRelu>("BitplaneBiasRelu", {"x", "bias"}, {"y"}); }

OpDefinition biasPreluGradientOp() {
  return defineOp<biasPreluGradient>("BitplaneBiasPreluGradient", {"x", "bias", "slope", "dy"},
                                     {"dx", "dbias", "dslope"});
}

OpDefinition biasReluGradientOp() {
  return defineOp<biasReluGradient>("BitplaneBiasReluGradient", {"x", "bias", "dy"}, {"dx", "dbias"});
}

}  // namespace bitplane

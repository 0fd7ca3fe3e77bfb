// A row of numbers added to every row of a matrix, as a bias is, and its gradient.
#include "columns.h"
#include "ops.h"

namespace bitplane {
namespace {

/** y[r, c] = x[r, c] + row[c]. x has any shape; row is as long as some of its last dimensions together. */
void addRow(Call& call) {
  const Input x = call.input(0), row = call.input(1);
  const int64_t columns = row.size();
  if (!call.require(columns > 0 && x.size() % columns == 0, "add row: rows of the row's length")) return;
  float* y = call.output(0, x.shape);
  const Columns matrix(x.size(), columns);
  const int64_t width = matrix.width();
  const std::vector<float> added = matrix.row(row.data);
  matrix.forTiles([&](const Tile& tile) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* from = x.data + r * width;
      float* to = y + r * width;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) to[c] = from[c] + added[c];
    }
  });
}

/** sum[c] = Σ over r of x[r, c]. numbers: how many of x's last dimensions are the row. */
void sumRows(Call& call) {
  const Input x = call.input(0);
  const auto rank = static_cast<int64_t>(x.shape.size()), kept = call.numbers()[0];
  if (!call.require(kept >= 0 && kept <= rank, "sum of rows: as many dimensions as x has")) return;
  const Shape shape(x.shape.end() - kept, x.shape.end());
  const int64_t columns = sizeOf(shape);
  const Columns matrix(x.size(), columns);
  const int64_t width = matrix.width();
  const std::vector<double> totals = matrix.sums(1, [&](const Tile& tile, float* sums) {
    for (int64_t r = tile.firstRow; r < tile.endRow; r++) {
      const float* from = x.data + r * width;
      for (int64_t c = tile.firstColumn; c < tile.endColumn; c++) sums[c] += from[c];
    }
  });
  float* sum = call.output(0, shape);
  for (int64_t c = 0; c < columns; c++) sum[c] = static_cast<float>(totals[c]);
}

}  // namespace

OpDefinition addRowOp() { return defineOp<addRow>("BitplaneAddRow", {"x", "row"}, {"y"}); }
OpDefinition sumRowsOp() { return defineOp<sumRows, 1>("BitplaneSumRows", {"x"}, {"sum"}); }

}  // namespace bitplane

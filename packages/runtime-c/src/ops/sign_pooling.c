// Max-pool on signs: +1 if any input is (AND of stored bits); for channels whose `minimum` is set, +1 if all are (OR).
// An OR is an AND between two inversions. Windows are pooled along rows first, a whole row of columns at a time, then
// along columns.
#include "sign_pooling.h"

#include <string.h>

#include "../bits.h"

static const uint64_t* repeat(const uint64_t* words, size_t num_words, uint64_t count, struct bitplane_arena* arena) {
  uint64_t* row = bitplane_arena_take(arena, count, num_words * sizeof *row);
  for (uint64_t k = 0; row != NULL && k < count; k++) memcpy(row + k * num_words, words, num_words * sizeof *row);
  return row;
}

struct bitplane_sign_pooling bitplane_plan_sign_pooling(const struct bitplane_layer* layer,
                                                        struct bitplane_arena* arena) {
  const size_t num_words = bitplane_row_words(layer->input.channels);
  const uint64_t* minimum = layer->sections[BITPLANE_SIGN_POOLING_MINIMUM].data;
  const struct bitplane_pooling geometry = bitplane_plan_pooling(layer, arena);
  const struct bitplane_axis* rows = &geometry.window.rows;
  const uint64_t reach = (uint64_t)(rows->size - 1) * rows->dilation + 1;
  const uint64_t num_open = (reach - 1) / rows->stride + 1;
  return (struct bitplane_sign_pooling){
      .geometry = geometry,
      .num_words = num_words,
      .row_words = geometry.input_width * num_words,
      .num_open = num_open < geometry.height ? (size_t)num_open : geometry.height,
      .minimum = minimum,
      .inverted = repeat(minimum, num_words, geometry.input_width, arena),
  };
}

// Row under the last tap inside the image.
static size_t last_row(const struct bitplane_sign_pooling* p, size_t row) {
  const struct bitplane_taps* taps = &p->geometry.rows[row];
  return taps->start + (size_t)(taps->end - taps->first - 1) * p->geometry.window.rows.dilation;
}

struct bitplane_span bitplane_rows_read(const struct bitplane_sign_pooling* p, size_t first, size_t end) {
  // Not those of the first and the last window: a dilated one may start in the padding, a row below the next one.
  struct bitplane_span span = {p->geometry.rows[first].start, 0};
  for (size_t row = first; row < end; row++) {
    const size_t start = p->geometry.rows[row].start, last = last_row(p, row);
    if (start < span.first) span.first = start;
    if (last >= span.end) span.end = last + 1;
  }
  return span;
}

// What is common to the taps of one column, `step` words apart.
static inline uint64_t all_of(const uint64_t* from, size_t step, size_t num_taps) {
  uint64_t all = from[0];
  for (size_t k = 1; k < num_taps; k++) all &= from[k * step];
  return all;
}

// Pools a row along its columns and inverts the minima back.
static void pool_columns(const struct bitplane_sign_pooling* p, const uint64_t* row, uint64_t* restrict to) {
  const size_t num_words = p->num_words, step = p->geometry.window.columns.dilation * num_words;
  for (size_t column = 0; column < p->geometry.width; column++, to += num_words) {
    const struct bitplane_taps* taps = &p->geometry.columns[column];
    const uint64_t* from = row + taps->start * num_words;
    const size_t num_taps = taps->end - taps->first;
    for (size_t word = 0; word < num_words; word++) {
      // A constant number is no loop.
      const uint64_t all = num_taps == 3 ? all_of(from + word, step, 3) : all_of(from + word, step, num_taps);
      to[word] = all ^ p->minimum[word];
    }
  }
}

// open = signs, or what it has in common with them; minima inverted.
static void take_row(const struct bitplane_sign_pooling* p, const uint64_t* signs, bool is_first,
                     uint64_t* restrict open) {
  if (is_first) {
    for (size_t k = 0; k < p->row_words; k++) open[k] = signs[k] ^ p->inverted[k];
  } else {
    for (size_t k = 0; k < p->row_words; k++) open[k] &= signs[k] ^ p->inverted[k];
  }
}

void bitplane_pool_signs(const struct bitplane_sign_pooling* p, size_t row, const uint64_t* signs,
                         struct bitplane_pooled_rows* rows) {
  const size_t dilation = p->geometry.window.rows.dilation;
  // Past the padding, windows start one below the other; those that start in it start above row `dilation`.
  for (size_t i = rows->first; i < rows->end && p->geometry.rows[i].start < row + dilation; i++) {
    const size_t first = p->geometry.rows[i].start, last = last_row(p, i);
    if (row < first || row > last || (dilation > 1 && (row - first) % dilation != 0)) continue;
    uint64_t* open = rows->open + i % p->num_open * p->row_words;
    take_row(p, signs, row == first, open);
    if (row < last) continue;
    pool_columns(p, open, rows->output + i * p->geometry.width * p->num_words);
    if (i == rows->first) rows->first++;
  }
}

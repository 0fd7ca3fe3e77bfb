// Copies runs of taps: whole window rows of a bordered copy where that is possible, else what of each row lies inside
// the image.
#include "patches.h"

#include <string.h>

static void fill_padding(const struct bitplane_patches* p, uint8_t* patch) {
  const size_t num_taps = (size_t)p->window.rows.size * p->window.columns.size;
  if (p->pad == NULL) {
    memset(patch, 0, num_taps * p->tap_nbytes);
    return;
  }
  for (size_t tap = 0; tap < num_taps; tap++) memcpy(patch + tap * p->tap_nbytes, p->pad, p->tap_nbytes);
}

// Copies the taps of one window row. from: the pixel under the row's first tap inside the image.
static void copy_row(const struct bitplane_patches* p, const struct bitplane_taps* columns, const uint8_t* from,
                     uint8_t* to) {
  const size_t num_taps = columns->end - columns->first;
  to += columns->first * p->tap_nbytes;
  if (p->window.columns.dilation == 1 && p->tap_nbytes == p->pixel_nbytes) {
    memcpy(to, from, num_taps * p->tap_nbytes);
    return;
  }
  const size_t step = p->window.columns.dilation * p->pixel_nbytes;
  for (size_t tap = 0; tap < num_taps; tap++) memcpy(to + tap * p->tap_nbytes, from + tap * step, p->tap_nbytes);
}

static void gather_patch(const struct bitplane_patches* p, const uint8_t* image, size_t pixel, uint8_t* patch) {
  const struct bitplane_axis* rows_axis = &p->window.rows;
  const struct bitplane_taps* rows = &p->rows[pixel / p->output_width];
  const struct bitplane_taps* columns = &p->columns[pixel % p->output_width];
  const size_t row_nbytes = p->window.columns.size * p->tap_nbytes;
  const size_t inside = (size_t)(rows->end - rows->first) * (columns->end - columns->first);
  if (inside != (size_t)rows_axis->size * p->window.columns.size) fill_padding(p, patch);
  if (inside == 0) return;

  for (uint32_t tap = rows->first; tap < rows->end; tap++) {
    const size_t row = rows->start + (size_t)(tap - rows->first) * rows_axis->dilation;
    const size_t at = row * p->input_width + columns->start;
    copy_row(p, columns, image + at * p->pixel_nbytes, patch + tap * row_nbytes);
  }
}

static uint64_t bordered_height(const struct bitplane_patches* p) {
  return (uint64_t)p->input_height + p->window.rows.before + p->window.rows.after;
}

uint64_t bitplane_bordered_pixels(const struct bitplane_patches* p) {
  return bordered_height(p) * bitplane_bordered_width(p);
}

void bitplane_plan_border(struct bitplane_patches* p) {
  const bool is_small = bitplane_bordered_width(p) <= 2 * (uint64_t)p->input_width + 8 &&
                        bordered_height(p) <= 2 * (uint64_t)p->input_height + 8;
  p->has_border = is_small && p->window.columns.dilation == 1 && p->tap_nbytes == p->pixel_nbytes;
}

uint64_t bitplane_border_nbytes(const struct bitplane_patches* p) {
  if (!p->has_border) return 0;
  return bitplane_bordered_pixels(p) * p->pixel_nbytes + BITPLANE_PATCHES_SLACK;
}

static uint8_t* put_padding(const struct bitplane_patches* p, uint8_t* to, size_t num_pixels) {
  const size_t nbytes = num_pixels * p->pixel_nbytes;
  if (p->pad == NULL) {
    memset(to, 0, nbytes);
  } else {
    for (size_t pixel = 0; pixel < num_pixels; pixel++) memcpy(to + pixel * p->pixel_nbytes, p->pad, p->pixel_nbytes);
  }
  return to + nbytes;
}

struct bitplane_span bitplane_add_border(const struct bitplane_patches* p, const uint8_t* image, size_t first,
                                         size_t end, uint8_t* to) {
  const struct bitplane_axis *rows = &p->window.rows, *columns = &p->window.columns;
  const size_t width = (size_t)bitplane_bordered_width(p), row_nbytes = p->input_width * p->pixel_nbytes;
  const size_t end_row = (end - 1) * rows->stride + (rows->size - 1) * (size_t)rows->dilation + 1;
  to += first * rows->stride * width * p->pixel_nbytes;
  for (size_t row = first * rows->stride; row < end_row; row++) {
    if (row < rows->before || row - rows->before >= p->input_height) {
      to = put_padding(p, to, width);
      continue;
    }
    to = put_padding(p, to, columns->before);
    memcpy(to, image + (row - rows->before) * row_nbytes, row_nbytes);
    to = put_padding(p, to + row_nbytes, columns->after);
  }
  memset(to, 0, BITPLANE_PATCHES_SLACK);
  return (struct bitplane_span){first * rows->stride * width, end_row * width};
}

// Windows side by side in one row of output pixels.
struct windows {
  const uint8_t* from;
  size_t num, step;  // bytes from one window to the next
  size_t row_step;   // from one of its rows to the next
  size_t row_nbytes;
};

// Copies rows with as much as fills up sixteens: no call, no branch on the last bytes. What is too much is overwritten
// by the next row, or lies in the slack. Fastest where the numbers are constants.
static inline uint8_t* copy_windows(const struct bitplane_patches* p, const struct windows* windows, size_t num_rows,
                                    size_t num_sixteens, uint8_t* to) {
  const struct windows w = *windows;  // which no byte written can change
  const size_t patch_nbytes = p->patch_nbytes;
  const uint8_t* from = w.from;
  for (size_t m = 0; m < w.num; m++, from += w.step, to += patch_nbytes) {
    for (size_t u = 0; u < num_rows; u++) {
      for (size_t k = 0; k < num_sixteens * 16; k += 16)
        memcpy(to + u * w.row_nbytes + k, from + u * w.row_step + k, 16);
    }
  }
  return to;
}

static uint8_t* copy_row_of_windows(const struct bitplane_patches* p, const struct windows* w, uint8_t* to) {
  const size_t num_rows = p->window.rows.size, num_sixteens = (w->row_nbytes + 15) / 16;
  if (num_rows == 3 && num_sixteens == 1) return copy_windows(p, w, 3, 1, to);
  if (num_rows == 3 && num_sixteens == 2) return copy_windows(p, w, 3, 2, to);
  if (num_rows == 3 && num_sixteens == 3) return copy_windows(p, w, 3, 3, to);
  return copy_windows(p, w, num_rows, num_sixteens, to);
}

static void gather_bordered(const struct bitplane_patches* p, const uint8_t* image, size_t first, size_t num,
                            uint8_t* to) {
  const struct bitplane_axis *rows = &p->window.rows, *columns = &p->window.columns;
  const size_t row_step = (size_t)bitplane_bordered_width(p) * p->pixel_nbytes;
  struct windows w = {
      .step = columns->stride * p->pixel_nbytes,
      .row_step = rows->dilation * row_step,
      .row_nbytes = columns->size * p->pixel_nbytes,
  };
  size_t row = first / p->output_width, column = first % p->output_width;
  for (size_t left = num; left > 0; left -= w.num, row++, column = 0) {
    w.num = left < p->output_width - column ? left : p->output_width - column;
    w.from = image + row * rows->stride * row_step + column * w.step;
    to = copy_row_of_windows(p, &w, to);
  }
}

void bitplane_gather_patches(const struct bitplane_patches* patches, const uint8_t* image, size_t first, size_t num,
                             uint8_t* to) {
  if (patches->has_border) {
    gather_bordered(patches, image, first, num, to);
    return;
  }
  for (size_t m = 0; m < num; m++) gather_patch(patches, image, first + m, to + m * patches->patch_nbytes);
}

// Copies runs of taps: whole window rows of a bordered copy where that is possible, else what of each row lies inside
// the image.
#include "patches.h"

#include <string.h>

#include "../once.h"

// pad: of the group, or NULL for zeros.
static void fill_padding(const struct bitplane_patches* p, const uint8_t* pad, uint8_t* patch) {
  const size_t num_taps = (size_t)p->window.rows.size * p->window.columns.size;
  if (pad == NULL) {
    memset(patch, 0, num_taps * p->layout.tap_nbytes);
    return;
  }
  for (size_t tap = 0; tap < num_taps; tap++) memcpy(patch + tap * p->layout.tap_nbytes, pad, p->layout.tap_nbytes);
}

// Copies the taps of one window row. from: the pixel under the row's first tap inside the image.
static void copy_row(const struct bitplane_patches* p, const struct bitplane_taps* columns, const uint8_t* from,
                     uint8_t* to) {
  const size_t num_taps = columns->end - columns->first;
  to += columns->first * p->layout.tap_nbytes;
  if (p->window.columns.dilation == 1 && p->layout.tap_nbytes == p->layout.pixel_nbytes) {
    memcpy(to, from, num_taps * p->layout.tap_nbytes);
    return;
  }
  const size_t step = p->window.columns.dilation * p->layout.pixel_nbytes;
  for (size_t tap = 0; tap < num_taps; tap++)
    memcpy(to + tap * p->layout.tap_nbytes, from + tap * step, p->layout.tap_nbytes);
}

// What lies under the window of one output pixel. image: the group's first byte of the first pixel.
static void gather_patch(const struct bitplane_patches* p, const uint8_t* image, const uint8_t* pad, size_t pixel,
                         uint8_t* patch) {
  const struct bitplane_axis* rows_axis = &p->window.rows;
  const struct bitplane_taps* rows = &p->rows[pixel / p->output_width];
  const struct bitplane_taps* columns = &p->columns[pixel % p->output_width];
  const size_t row_nbytes = p->window.columns.size * p->layout.tap_nbytes;
  const size_t inside = (size_t)(rows->end - rows->first) * (columns->end - columns->first);
  if (inside != (size_t)rows_axis->size * p->window.columns.size) fill_padding(p, pad, patch);
  if (inside == 0) return;

  for (uint32_t tap = rows->first; tap < rows->end; tap++) {
    const size_t row = rows->start + (size_t)(tap - rows->first) * rows_axis->dilation;
    const size_t at = row * p->input_width + columns->start;
    copy_row(p, columns, image + at * p->layout.pixel_nbytes, patch + tap * row_nbytes);
  }
}

static uint64_t bordered_height(const struct bitplane_patches* p) {
  return (uint64_t)p->input_height + p->window.rows.before + p->window.rows.after;
}

uint64_t bitplane_bordered_pixels(const struct bitplane_patches* p) {
  return bordered_height(p) * bitplane_bordered_width(p);
}

// Whether each patch is a pixel of the image, and they lie alike.
static bool are_pixels(const struct bitplane_patches* p) {
  const struct bitplane_axis *rows = &p->window.rows, *columns = &p->window.columns;
  return rows->size == 1 && columns->size == 1 && rows->stride == 1 && columns->stride == 1 &&
         rows->before + rows->after + columns->before + columns->after == 0 &&
         p->layout.tap_nbytes == p->layout.pixel_nbytes && p->layout.patch_nbytes == p->layout.pixel_nbytes;
}

static bool takes_border(const struct bitplane_patches* p) {
  const bool is_small = bitplane_bordered_width(p) <= 2 * (uint64_t)p->input_width + 8 &&
                        bordered_height(p) <= 2 * (uint64_t)p->input_height + 8;
  return is_small && p->window.columns.dilation == 1 && p->layout.tap_nbytes == p->layout.pixel_nbytes;
}

BITPLANE_ONCE struct bitplane_patches bitplane_plan_patches(const struct bitplane_layer* layer,
                                                            const struct bitplane_patch_layout* layout,
                                                            struct bitplane_arena* arena) {
  struct bitplane_patches p = {
      .window = bitplane_read_window(layer->attributes),
      .layout = *layout,
      .input_width = layer->input.width,
      .input_height = layer->input.height,
      .output_width = layer->output.width,
  };
  p.rows = bitplane_list_taps(&p.window.rows, layer->output.height, layer->input.height, arena, &p.num_row_patterns);
  p.columns =
      bitplane_list_taps(&p.window.columns, layer->output.width, layer->input.width, arena, &p.num_column_patterns);
  p.are_pixels = are_pixels(&p);
  p.has_border = !p.are_pixels && takes_border(&p);
  return p;
}

uint64_t bitplane_border_nbytes(const struct bitplane_patches* p) {
  if (!p->has_border) return 0;
  return bitplane_bordered_pixels(p) * p->layout.pixel_nbytes + BITPLANE_PATCHES_SLACK;
}

static uint8_t* put_padding(const struct bitplane_patches* p, uint8_t* to, size_t num_pixels) {
  const size_t nbytes = num_pixels * p->layout.pixel_nbytes;
  if (p->layout.pad == NULL) {
    memset(to, 0, nbytes);
  } else {
    for (size_t pixel = 0; pixel < num_pixels; pixel++) {
      memcpy(to + pixel * p->layout.pixel_nbytes, p->layout.pad, p->layout.pixel_nbytes);
    }
  }
  return to + nbytes;
}

struct bitplane_span bitplane_add_border(const struct bitplane_patches* p, const void* image,
                                         struct bitplane_span output_rows, uint8_t* to) {
  const struct bitplane_axis *rows = &p->window.rows, *columns = &p->window.columns;
  const size_t width = (size_t)bitplane_bordered_width(p), row_nbytes = p->input_width * p->layout.pixel_nbytes;
  const size_t first_row = output_rows.first * rows->stride;
  const size_t end_row = (output_rows.end - 1) * rows->stride + (rows->size - 1) * (size_t)rows->dilation + 1;
  to += first_row * width * p->layout.pixel_nbytes;
  for (size_t row = first_row; row < end_row; row++) {
    if (row < rows->before || row - rows->before >= p->input_height) {
      to = put_padding(p, to, width);
      continue;
    }
    to = put_padding(p, to, columns->before);
    memcpy(to, (const uint8_t*)image + (row - rows->before) * row_nbytes, row_nbytes);
    to = put_padding(p, to + row_nbytes, columns->after);
  }
  memset(to, 0, BITPLANE_PATCHES_SLACK);
  return (struct bitplane_span){first_row * width, end_row * width};
}

// Windows side by side in one row of output pixels.
struct windows {
  const uint8_t* from;
  size_t num, step;  // bytes from one window to the next
  size_t row_step;   // from one of its rows to the next
  size_t row_nbytes;
};

// Copies rows in whole sixteens of bytes: no call, no branch on the last bytes. The excess is overwritten by the next
// row, or lies in the slack. Fastest where the numbers are constants.
static inline uint8_t* copy_windows(const struct bitplane_patches* p, const struct windows* windows, size_t num_rows,
                                    size_t num_sixteens, uint8_t* to) {
  const struct windows w = *windows;  // which no byte written can change
  const size_t patch_nbytes = p->layout.patch_nbytes;
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
  const size_t row_step = (size_t)bitplane_bordered_width(p) * p->layout.pixel_nbytes;
  struct windows w = {
      .step = columns->stride * p->layout.pixel_nbytes,
      .row_step = rows->dilation * row_step,
      .row_nbytes = columns->size * p->layout.pixel_nbytes,
  };
  size_t row = first / p->output_width, column = first % p->output_width;
  for (size_t left = num; left > 0; left -= w.num, row++, column = 0) {
    w.num = left < p->output_width - column ? left : p->output_width - column;
    w.from = image + row * rows->stride * row_step + column * w.step;
    to = copy_row_of_windows(p, &w, to);
  }
}

struct bitplane_product_scratch bitplane_take_patches(const struct bitplane_patches* p, size_t tile_pixels,
                                                      struct bitplane_arena* arena) {
  const uint64_t slack = (BITPLANE_PATCHES_SLACK + p->layout.patch_nbytes - 1) / p->layout.patch_nbytes;  // in patches
  struct bitplane_product_scratch scratch;
  scratch.copy = bitplane_arena_take(arena, bitplane_border_nbytes(p), 1);
  scratch.room = bitplane_arena_take(arena, p->are_pixels ? 0 : tile_pixels + slack, p->layout.patch_nbytes);
  return scratch;
}

const void* bitplane_begin_patches(const struct bitplane_patches* p, const void* image, struct bitplane_span rows,
                                   void* copy) {
  if (!p->has_border) return image;
  bitplane_add_border(p, image, rows, copy);
  return copy;
}

const void* bitplane_gather_patches(const struct bitplane_patches* p, const struct bitplane_product_tile* tile) {
  if (p->are_pixels) return (const uint8_t*)tile->image + tile->first_pixel * p->layout.pixel_nbytes;
  if (p->has_border) {
    gather_bordered(p, tile->image, tile->first_pixel, tile->num_pixels, tile->room);
    return tile->room;
  }
  const uint8_t* image = (const uint8_t*)tile->image + tile->group * p->layout.tap_nbytes;
  const uint8_t* pad = p->layout.pad == NULL ? NULL : (const uint8_t*)p->layout.pad + tile->group * p->layout.pad_step;
  uint8_t* to = tile->room;
  for (size_t m = 0; m < tile->num_pixels; m++, to += p->layout.patch_nbytes) {
    gather_patch(p, image, pad, tile->first_pixel + m, to);
  }
  return tile->room;
}

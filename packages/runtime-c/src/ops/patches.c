// Copies runs of taps: a whole window row at once where its pixels lie side by side, else tap by tap.
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
  const size_t patch_end = rows_axis->size * row_nbytes;
  const size_t inside = (size_t)(rows->end - rows->first) * (columns->end - columns->first);
  if (inside != (size_t)rows_axis->size * p->window.columns.size) fill_padding(p, patch);
  memset(patch + patch_end, 0, p->patch_nbytes - patch_end);
  if (inside == 0) return;

  for (uint32_t tap = rows->first; tap < rows->end; tap++) {
    const size_t row = rows->start + (size_t)(tap - rows->first) * rows_axis->dilation;
    const size_t at = row * p->input_width + columns->start;
    copy_row(p, columns, image + at * p->pixel_nbytes, patch + tap * row_nbytes);
  }
}

void bitplane_gather_patches(const struct bitplane_patches* patches, const uint8_t* image, size_t first, size_t num,
                             uint8_t* to) {
  for (size_t m = 0; m < num; m++) gather_patch(patches, image, first + m, to + m * patches->patch_nbytes);
}

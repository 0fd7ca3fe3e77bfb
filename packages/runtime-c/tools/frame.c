// Integers only: the same bytes on every CPU.
#include "frame.h"

static uint8_t grey_of(const uint8_t* rgb) {
  return (uint8_t)((77u * rgb[0] + 150u * rgb[1] + 29u * rgb[2] + 128u) >> 8);
}

static uint32_t value_at(const struct frame* frame, size_t x, size_t y, size_t channel, size_t channels) {
  const uint8_t* pixel = frame->pixels + (y * frame->width + x) * frame->channels;
  if (frame->channels == channels) return pixel[channel];
  return frame->channels == 1 ? pixel[0] : grey_of(pixel);
}

// How much of [from, to) is in [cell * unit, (cell + 1) * unit).
static uint64_t overlap(uint64_t from, uint64_t to, uint64_t cell, uint64_t unit) {
  const uint64_t start = cell * unit > from ? cell * unit : from;
  const uint64_t end = (cell + 1) * unit < to ? (cell + 1) * unit : to;
  return end - start;
}

void resize_frame(const struct frame* from, size_t width, size_t height, size_t channels, uint8_t* to) {
  // The part is part_width x part_height pixels in units of 1 / height or 1 / width, so that it need not be whole.
  // In x a source pixel is 2 * width * height units wide, the part 2 * width * step, and it starts at `left`.
  const uint64_t is_wide = (uint64_t)from->width * height > (uint64_t)from->height * width;
  const uint64_t scale = is_wide ? height : width;
  // Of one pixel of the result, in units of 1 / scale source pixels: the same in x and y.
  const uint64_t step = is_wide ? from->height : from->width;
  const uint64_t left = ((uint64_t)from->width * scale - step * width);
  const uint64_t top = ((uint64_t)from->height * scale - step * height);
  // Doubled, so that half of an odd margin is whole.
  const uint64_t unit = 2 * scale, size = 2 * step, area = size * size;
  if (area == 0) return;  // There are no pixels.
  for (size_t y = 0; y < height; y++) {
    const uint64_t y0 = top + y * size, y1 = y0 + size;
    for (size_t x = 0; x < width; x++) {
      const uint64_t x0 = left + x * size, x1 = x0 + size;
      for (size_t c = 0; c < channels; c++) {
        uint64_t sum = area / 2;
        for (uint64_t v = y0 / unit; v * unit < y1; v++) {
          const uint64_t rows = overlap(y0, y1, v, unit);
          for (uint64_t u = x0 / unit; u * unit < x1; u++) {
            sum += rows * overlap(x0, x1, u, unit) * value_at(from, (size_t)u, (size_t)v, c, channels);
          }
        }
        *to++ = (uint8_t)(sum / area);
      }
    }
  }
}

static uint8_t clamp(int32_t value) { return (uint8_t)(value < 0 ? 0 : value > 255 * 256 ? 255 : value / 256); }

void convert_yuyv(const uint8_t* yuyv, size_t stride, size_t width, size_t height, uint8_t* rgb) {
  for (size_t y = 0; y < height; y++) {
    const uint8_t* row = yuyv + y * stride;
    for (size_t x = 0; x < width; x++) {
      const uint8_t* pair = row + x / 2 * 4;
      const int32_t luma = 298 * (pair[x % 2 * 2] - 16) + 128, u = pair[1] - 128, v = pair[3] - 128;
      *rgb++ = clamp(luma + 409 * v);
      *rgb++ = clamp(luma - 100 * u - 208 * v);
      *rgb++ = clamp(luma + 516 * u);
    }
  }
}

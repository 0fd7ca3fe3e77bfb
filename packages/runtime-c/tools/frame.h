// Pictures on their way from a camera or a file to the network.
#ifndef BITPLANE_TOOLS_FRAME_H_
#define BITPLANE_TOOLS_FRAME_H_

#include <stddef.h>
#include <stdint.h>

// Rows of pixels, without gaps.
struct frame {
  uint8_t* pixels;  // from malloc
  size_t width, height, channels;
};

// Resizes the largest centred part of `from` with the aspect ratio of width x height. Each pixel is the mean of the
// area that it covers, each source pixel weighted by how much of it is covered, rounded to the nearest, halves up. Grey
// becomes three equal channels; RGB becomes grey by (77 R + 150 G + 29 B + 128) / 256, rounded down, before the
// averaging. channels: 1 or 3. `to` has width * height * channels bytes, which stay as they are if `from` has no
// pixels.
void resize_frame(const struct frame* from, size_t width, size_t height, size_t channels, uint8_t* to);

// Converts rows of YUYV (BT.601, limited range), `stride` bytes apart, to RGB. width is even.
//   R = 1.164 (Y - 16) + 1.596 (V - 128), and so on, in integers: (298 (Y - 16) + 409 (V - 128) + 128) / 256.
void convert_yuyv(const uint8_t* yuyv, size_t stride, size_t width, size_t height, uint8_t* rgb);

#endif

// Binary products with pixels side by side in the lanes of vectors, for convolutions of few filters. What a tile of
// pixels sees is gathered from planes: an image by groups of four channels.
#ifndef BITPLANE_KERNELS_LANES_H_
#define BITPLANE_KERNELS_LANES_H_

#include "kernels.h"

// A byte of planes and lanes holds four signs, or this value for padding with 0, which counts nothing.
enum { BITPLANE_LANE_PADDING = 0x80 };

// Pixels of a tile, and rows of lanes after its groups that pad a kernel's last step.
enum { BITPLANE_LANE_PIXELS = 128, BITPLANE_LANE_GAP = 2 };

// Bytes after the pixels of `padding` and of each plane that may be read and written.
enum { BITPLANE_LANE_SLACK = 63 };

// An image with its border, and the windows that move over it, from one column to the next by one pixel.
struct bitplane_lane_image {
  size_t width;            // with the border
  size_t num_words;        // of a pixel
  const uint8_t* padding;  // of each pixel: BITPLANE_LANE_PADDING where it is padding of value 0, else 0
  size_t plane_nbytes;     // from one plane to the next
  size_t tap_rows, tap_columns, row_dilation, row_stride;
  size_t output_width;
};

// Lanes: [tap rows, tap columns, words, 16 groups in the order of lookup.h][BITPLANE_LANE_PIXELS] bytes, aligned to 64.
struct bitplane_lane_tile {
  size_t num_pixels;  // 1 ... BITPLANE_LANE_PIXELS; the lanes after them may be anything
  size_t num_words;   // of all taps, <= BITPLANE_MAX_LANE_WORDS
  const uint8_t* lanes;
};

enum { BITPLANE_MAX_LANE_WORDS = 128 };  // lanes of 256 kB stay in L2

// Bit n of pixel m is whether its count - middle[m] lies outside of min_count[n] ... max_count[n], XOR flip bit n. Sums
// of limit and middle saturate at the ends of int16, which no count reaches.
struct bitplane_lane_limits {
  const int16_t* middle;                 // [num_pixels], >= 0
  const int16_t *max_count, *min_count;  // [num_blocks * filter_block]; min_count is NULL for no such bound
  const uint64_t* flip;                  // packed bits of as many
};

struct bitplane_lanes_kernel {
  const char* name;
  uint32_t cpu_features;
  size_t filter_block;
  uint32_t outdone_by;                                     // where the rival needs one of these features, it is faster
  size_t min_filters, max_filters, min_pixels_per_filter;  // beyond these too, measured on Zen 4

  // Where a kernel reads weights; as bitplane_bgemm_pack_fn.
  uint64_t (*pack)(size_t num_filters, size_t num_words, const uint64_t* rows, void* packed);

  // Pixels [first, end) of a bordered image, [pixels, num_words], to their places in the planes: [words, 16 groups]
  // [plane_nbytes].
  void (*split)(const struct bitplane_lane_image* image, const uint64_t* pixels, size_t first, size_t end,
                uint8_t* planes);

  // Fills the lanes of output pixels [first, first + num) with their gap.
  void (*gather)(const struct bitplane_lane_image* image, const uint8_t* planes, size_t first, size_t num,
                 uint8_t* lanes);

  // acc[m * ldacc + n] = inside[m] - 2 * count(m, n). w: filters packed, in num_blocks whole blocks.
  void (*run)(const struct bitplane_lane_tile* tile, size_t num_blocks, const void* w, const int32_t* inside,
              int32_t* acc, size_t ldacc);

  // bits: [num_pixels] rows of whole words of num_blocks * filter_block bits.
  void (*run_signs)(const struct bitplane_lane_tile* tile, size_t num_blocks, const void* w,
                    const struct bitplane_lane_limits* limits, uint64_t* bits);
};

#define LANES_KERNEL(name) extern const struct bitplane_lanes_kernel name;
#include "kernels.inc"

// The number of such kernels in this library. If it is 0, the callers are not compiled.
enum {
  BITPLANE_NUM_LANES_KERNELS = 0
#define LANES_KERNEL(name) +1
#include "kernels.inc"
};

extern const struct bitplane_lanes_kernel* const bitplane_lanes_kernels[];
extern const size_t bitplane_num_lanes_kernels;

struct bitplane_lanes_shape {
  size_t num_filters, num_pixels;
};

// The first kernel in the list for this CPU and shape, NULL where `rival` is faster, the bgemm kernel that would be
// taken otherwise.
const struct bitplane_lanes_kernel* bitplane_select_lanes(uint32_t cpu_features, struct bitplane_lanes_shape shape,
                                                          const struct bitplane_bgemm_kernel* rival);

// One vector of pixels and its position in a row of lanes.
struct bitplane_move {
  size_t from, to;
};

// What brings the pixels under the first tap of output pixels [first, first + num) to one row of lanes, in order:
// whole vectors, each overwriting the excess of the one before it. At most num + BITPLANE_LANE_PIXELS /
// vector_nbytes. Returns how many.
static inline size_t bitplane_list_moves(const struct bitplane_lane_image* image, size_t first, size_t num,
                                         size_t vector_nbytes, struct bitplane_move* moves) {
  size_t num_moves = 0, row = first / image->output_width, column = first % image->output_width;
  for (size_t at = 0; at < num; row++, column = 0) {
    const size_t left = num - at, in_row = image->output_width - column, length = left < in_row ? left : in_row;
    for (size_t i = 0; i < length; i += vector_nbytes) {
      moves[num_moves++] = (struct bitplane_move){row * image->row_stride * image->width + column + i, at + i};
    }
    at += length;
  }
  return num_moves;
}

#endif

// Golden vectors (docs/format.md section 2): images, and what the reference interpreter computed from them, layer by
// layer.
#ifndef BITPLANE_TOOLS_GOLDEN_H_
#define BITPLANE_TOOLS_GOLDEN_H_

#include "bitplane/bitplane.h"

struct golden {
  const uint8_t* bytes;
  uint32_t num_images;
  uint32_t num_tensors;  // of an image, `input` included
  uint32_t image_nbytes;
  uint32_t names_nbytes;
  uint32_t model_crc32;
  size_t data_offset;
};

// Opens and checks a file. Ends the program with EXIT_FAILED, saying what is wrong with it.
struct golden open_golden(const char* path);

// Tensor `index` < num_tensors of image `image` < num_images.
struct bitplane_tensor golden_tensor(const struct golden* golden, uint32_t image, uint32_t index);

#endif

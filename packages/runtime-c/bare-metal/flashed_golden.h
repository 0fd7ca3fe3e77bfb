// Golden vectors that were linked in (docs/format.md section 2). Nothing is checked: they came with the build.
#ifndef BITPLANE_BARE_METAL_FLASHED_GOLDEN_H_
#define BITPLANE_BARE_METAL_FLASHED_GOLDEN_H_

#include <stdint.h>

struct golden_header {
  uint8_t magic[8];
  uint32_t version, crc32;
  uint64_t nbytes;
  uint32_t num_images, num_tensors, image_nbytes, names_nbytes, model_crc32;
  uint32_t zeros[5];
};

struct golden_tensor {
  uint32_t name, element, height, width, channels, offset, nbytes, zero;
};

static inline const struct golden_tensor* golden_tensors(const struct golden_header* golden) {
  return (const struct golden_tensor*)(golden + 1);
}

static inline const char* golden_name(const struct golden_header* golden, const struct golden_tensor* tensor) {
  return (const char*)(golden_tensors(golden) + golden->num_tensors) + tensor->name;
}

// The tensor's bytes in one image.
static inline const uint8_t* golden_bytes(const struct golden_header* golden, const struct golden_tensor* tensor,
                                          uint32_t image) {
  const uint32_t names_end = (uint32_t)(sizeof *golden + golden->num_tensors * sizeof *tensor) + golden->names_nbytes;
  const uint32_t data_offset = (names_end + 63) / 64 * 64;
  return (const uint8_t*)golden + data_offset + image * golden->image_nbytes + tensor->offset;
}

#endif

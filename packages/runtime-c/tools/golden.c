// Reads golden vectors, checking everything before it is used.
#include "golden.h"

#include <string.h>

#include "checksum.h"
#include "fail.h"
#include "mapped_file.h"

enum { HEADER_NBYTES = 64, TENSOR_NBYTES = 32, ALIGNMENT = 64, VERSION = 1 };

static uint32_t read_u32(const uint8_t* at) {
  uint32_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static uint64_t read_u64(const uint8_t* at) {
  uint64_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static void check_header(const struct mapped_file* file) {
  static const uint8_t magic[8] = {0x89, 'B', 'P', 'V', '\r', '\n', 0x1a, '\n'};
  if (file->nbytes < sizeof magic || memcmp(file->bytes, magic, sizeof magic) != 0) {
    fail(EXIT_FAILED, "%s: not a .bpv file", file->path);
  }
  if (file->nbytes < HEADER_NBYTES) fail(EXIT_FAILED, "%s: truncated: shorter than a header", file->path);
  const uint32_t version = read_u32(file->bytes + 8);
  if (version != VERSION)
    fail(EXIT_FAILED, "%s: expected version 1 of the format, got %lu", file->path, (unsigned long)version);
  if (read_u64(file->bytes + 16) != file->nbytes) {
    fail(EXIT_FAILED, "%s: expected as many bytes as its header says, got %zu", file->path, file->nbytes);
  }
  if (file_checksum(file->bytes, file->nbytes) != read_u32(file->bytes + 12)) {
    fail(EXIT_FAILED, "%s: damaged: the checksum does not match", file->path);
  }
}

static uint64_t packed_nbytes(const struct bitplane_tensor* tensor) {
  const uint64_t pixels = (uint64_t)tensor->height * tensor->width;
  switch (tensor->element) {
    case BITPLANE_UINT8:
      return pixels * tensor->channels;
    case BITPLANE_BITS:
      return pixels * (((uint64_t)tensor->channels + 63) / 64 * 8);
    default:
      return pixels * tensor->channels * 4;
  }
}

static const uint8_t* tensor_row(const struct golden* golden, uint32_t index) {
  return golden->bytes + HEADER_NBYTES + (size_t)TENSOR_NBYTES * index;
}

// Everything about a row of the tensor table that golden_tensor relies on.
static int row_is_sound(const struct golden* golden, uint32_t index) {
  const uint8_t* row = tensor_row(golden, index);
  const uint64_t offset = read_u32(row + 20), nbytes = read_u32(row + 24);
  const uint32_t element = read_u32(row + 4);
  uint64_t elements = 1;
  for (int axis = 0; axis < 3; axis++) {
    const uint32_t extent = read_u32(row + 8 + 4 * axis);
    if (extent == 0 || extent > INT32_MAX / elements) return 0;
    elements *= extent;
  }
  if (read_u32(row) >= golden->names_nbytes || element > BITPLANE_FLOAT32 || read_u32(row + 28) != 0) return 0;
  if (offset % ALIGNMENT != 0 || offset + nbytes > golden->image_nbytes) return 0;
  const struct bitplane_tensor tensor = golden_tensor(golden, 0, index);
  return packed_nbytes(&tensor) == nbytes;
}

struct golden open_golden(const char* path) {
  const struct mapped_file file = map_file(path);
  check_header(&file);
  struct golden golden = {
      .bytes = file.bytes,
      .num_images = read_u32(file.bytes + 24),
      .num_tensors = read_u32(file.bytes + 28),
      .image_nbytes = read_u32(file.bytes + 32),
      .names_nbytes = read_u32(file.bytes + 36),
      .model_crc32 = read_u32(file.bytes + 40),
  };
  const uint64_t names_offset = HEADER_NBYTES + (uint64_t)TENSOR_NBYTES * golden.num_tensors;
  const uint64_t names_end = names_offset + golden.names_nbytes;
  const uint64_t data_offset = (names_end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  const uint64_t data_nbytes = (uint64_t)golden.num_images * golden.image_nbytes;
  if (golden.num_images == 0 || golden.num_tensors == 0 || golden.names_nbytes == 0 ||
      data_offset + data_nbytes != file.nbytes || golden.bytes[names_end - 1] != '\0') {
    fail(EXIT_FAILED, "%s: the header's numbers do not fit the file", path);
  }
  golden.data_offset = (size_t)data_offset;
  for (uint32_t index = 0; index < golden.num_tensors; index++) {
    if (!row_is_sound(&golden, index)) fail(EXIT_FAILED, "%s: bad record of tensor %lu", path, (unsigned long)index);
  }
  return golden;
}

struct bitplane_tensor golden_tensor(const struct golden* golden, uint32_t image, uint32_t index) {
  const uint8_t* row = tensor_row(golden, index);
  const uint8_t* names = golden->bytes + HEADER_NBYTES + (size_t)TENSOR_NBYTES * golden->num_tensors;
  return (struct bitplane_tensor){
      .name = (const char*)names + read_u32(row),
      .element = (enum bitplane_element)read_u32(row + 4),
      .height = read_u32(row + 8),
      .width = read_u32(row + 12),
      .channels = read_u32(row + 16),
      .nbytes = read_u32(row + 24),
      .data = golden->bytes + golden->data_offset + (size_t)image * golden->image_nbytes + read_u32(row + 20),
  };
}

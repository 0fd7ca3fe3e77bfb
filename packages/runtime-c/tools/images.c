// The one place in C where planar records become rows of pixels.
#include "images.h"

#include <stdlib.h>

#include "fail.h"

static struct images open_images(const char* path, size_t record_nbytes, const struct bitplane_tensor* input) {
  const struct mapped_file file = map_file(path);
  const size_t num_images = file.nbytes / record_nbytes;
  if (file.nbytes % record_nbytes != 0 || num_images > UINT32_MAX) {
    fail(EXIT_FAILED, "%s: expected images of %zu bytes each, for a model that takes %lux%lux%lu, got %zu bytes", path,
         record_nbytes, (unsigned long)input->height, (unsigned long)input->width, (unsigned long)input->channels,
         file.nbytes);
  }
  return (struct images){.file = file, .num_images = (uint32_t)num_images, .record_nbytes = record_nbytes};
}

struct images open_raw_images(const char* path, const struct bitplane_tensor* input) {
  return open_images(path, input->nbytes, input);
}

struct images open_records(const char* path, const struct bitplane_tensor* input) {
  struct images images = open_images(path, 1 + input->nbytes, input);
  images.num_planes = input->channels;
  images.plane_nbytes = (size_t)input->height * input->width;
  return images;
}

const uint8_t* image_at(const struct images* images, uint32_t index, uint8_t* buffer) {
  const uint8_t* record = images->file.bytes + index * images->record_nbytes;
  if (images->num_planes == 0) return record;
  const uint8_t* planes = record + 1;
  for (size_t pixel = 0; pixel < images->plane_nbytes; pixel++) {
    for (size_t c = 0; c < images->num_planes; c++) {
      buffer[pixel * images->num_planes + c] = planes[c * images->plane_nbytes + pixel];
    }
  }
  return buffer;
}

uint32_t label_at(const struct images* images, uint32_t index) {
  return images->file.bytes[index * images->record_nbytes];
}

uint8_t* make_noise_image(size_t nbytes) {
  uint8_t* image = calloc(nbytes, 1);
  if (image == NULL) fail(EXIT_FAILED, "no memory for an image of %zu bytes", nbytes);
  uint32_t state = 2463534242u;  // xorshift32, Marsaglia 2003
  for (size_t i = 0; i < nbytes; i++) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    image[i] = (uint8_t)(state >> 24);
  }
  return image;
}

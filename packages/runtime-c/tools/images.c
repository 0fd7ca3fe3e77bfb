// The one place in C where planar records become rows of pixels.
#include "images.h"

#include "fail.h"

enum { SIDE = 32, PIXELS = SIDE * SIDE, CHANNELS = 3, CIFAR10_RECORD_NBYTES = 1 + PIXELS * CHANNELS };

static struct images open_records(const char* path, size_t record_nbytes) {
  const struct mapped_file file = map_file(path);
  const size_t num_images = file.nbytes / record_nbytes;
  if (file.nbytes % record_nbytes != 0 || num_images > UINT32_MAX) {
    fail(EXIT_REFUSED, "%s: expected images of %zu bytes each, got %zu bytes", path, record_nbytes, file.nbytes);
  }
  return (struct images){file, (uint32_t)num_images, record_nbytes, 0};
}

struct images open_raw_images(const char* path, const struct bitplane_tensor* input) {
  return open_records(path, input->nbytes);
}

struct images open_cifar10(const char* path, const struct bitplane_tensor* input) {
  if (input->height != SIDE || input->width != SIDE || input->channels != CHANNELS) {
    fail(EXIT_REFUSED, "%s: CIFAR-10 has images of 32x32x3, but the model takes %lux%lux%lu", path,
         (unsigned long)input->height, (unsigned long)input->width, (unsigned long)input->channels);
  }
  struct images images = open_records(path, CIFAR10_RECORD_NBYTES);
  images.has_labels = 1;
  return images;
}

const uint8_t* image_at(const struct images* images, uint32_t index, uint8_t* buffer) {
  const uint8_t* record = images->file.bytes + index * images->record_nbytes;
  if (!images->has_labels) return record;
  const uint8_t* planes = record + 1;
  for (size_t pixel = 0; pixel < PIXELS; pixel++) {
    for (size_t c = 0; c < CHANNELS; c++) buffer[pixel * CHANNELS + c] = planes[c * PIXELS + pixel];
  }
  return buffer;
}

uint32_t label_at(const struct images* images, uint32_t index) {
  return images->file.bytes[index * images->record_nbytes];
}

// Images from a file: raw uint8 [height, width, channels], or CIFAR-10's records (label, then three planes of 32 x 32).
#ifndef BITPLANE_TOOLS_IMAGES_H_
#define BITPLANE_TOOLS_IMAGES_H_

#include "bitplane/bitplane.h"
#include "mapped_file.h"

struct images {
  struct mapped_file file;
  uint32_t num_images;
  size_t record_nbytes;
  int has_labels;  // CIFAR-10 records
};

// Opens raw images of the model's input. Ends the program with EXIT_REFUSED if the file is not a whole number of them.
struct images open_raw_images(const char* path, const struct bitplane_tensor* input);

// Opens CIFAR-10 records, for a model that takes 32 x 32 x 3. Ends the program with EXIT_REFUSED if either is not so.
struct images open_cifar10(const char* path, const struct bitplane_tensor* input);

// The image at `index`, rows of pixels; transposed into `buffer` (one image) where the file has planes.
const uint8_t* image_at(const struct images* images, uint32_t index, uint8_t* buffer);

// The label of a CIFAR-10 record.
uint32_t label_at(const struct images* images, uint32_t index);

#endif

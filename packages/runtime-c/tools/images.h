// Images from a file: raw uint8 [height, width, channels], or labelled records: a byte with the label, then a plane of
// height x width bytes per channel, which is CIFAR-10's binary form with any size.
#ifndef BITPLANE_TOOLS_IMAGES_H_
#define BITPLANE_TOOLS_IMAGES_H_

#include "bitplane/bitplane.h"
#include "mapped_file.h"

struct images {
  struct mapped_file file;
  uint32_t num_images;
  size_t record_nbytes;
  size_t num_planes, plane_nbytes;  // of a labelled record; no planes where images are raw
};

// Opens raw images of the model's input. Ends the program with EXIT_FAILED if the file is not a whole number of them.
struct images open_raw_images(const char* path, const struct bitplane_tensor* input);

// Opens labelled records of the model's input. Ends the program with EXIT_FAILED if the file is not a whole number of
// them.
struct images open_records(const char* path, const struct bitplane_tensor* input);

// Returns the image at `index`, rows of pixels; transposed into `buffer` (one image) where the file has planes.
const uint8_t* image_at(const struct images* images, uint32_t index, uint8_t* buffer);

// An image to time a network with, for the caller to free: its time depends on the input only where branches do, and
// noise keeps them honest. Ends the program where there is no memory.
uint8_t* make_noise_image(size_t nbytes);

// The label of a record.
uint32_t label_at(const struct images* images, uint32_t index);

#endif

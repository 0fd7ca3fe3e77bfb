// A .bpm file taken apart into its sections, and put together again (docs/format.md section 1).
#ifndef BITPLANE_FUZZ_CONTAINER_H_
#define BITPLANE_FUZZ_CONTAINER_H_

#include <stdbool.h>

#include "format.h"

enum { CONTAINER_MAX_SECTIONS = 256, CONTAINER_MAX_LAYERS = 64 };

// Numbers of a layer record.
enum {
  RECORD_KIND = 0,
  RECORD_NAME = 1,
  RECORD_NUM_INPUTS = 2,
  RECORD_INPUTS = 3,
  RECORD_OUTPUT = 5,
  RECORD_ATTRIBUTES = 6,
  RECORD_SECTIONS = 22,
  RECORD_NUMBERS = 32
};

struct array {
  uint32_t type;
  size_t nbytes;
  uint8_t* bytes;  // owned
};

// Tensor types as in their records: element, height, width, channels.
struct container {
  uint32_t name;
  uint32_t num_layers;
  uint32_t tensors[CONTAINER_MAX_LAYERS + 1][4];
  uint32_t layers[CONTAINER_MAX_LAYERS][RECORD_NUMBERS];
  uint32_t num_sections;                          // counted as in the file
  struct array sections[CONTAINER_MAX_SECTIONS];  // those of tensors and layers are empty here
};

// Returns false, with nothing to free, for a file whose sections cannot be told or are too many.
bool open_container(const uint8_t* bytes, size_t nbytes, struct container* container);
void free_container(struct container* container);

// Makes a section `nbytes` long; what is new in it is zeros.
void resize_section(struct container* container, uint32_t index, size_t nbytes);

// Appends a section of zeros. Returns its number, or BITPLANE_ABSENT where there is no room.
uint32_t append_section(struct container* container, uint32_t type, size_t nbytes);

// Writes the file with its checksum. Returns its size, 0 if that is more than `max`.
size_t write_container(const struct container* container, uint8_t* to, size_t max);

#endif

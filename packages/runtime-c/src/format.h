// The container of docs/format.md section 1: what can be read and checked without knowing any layer kind.
#ifndef BITPLANE_FORMAT_H_
#define BITPLANE_FORMAT_H_

#include <stdbool.h>
#include <stdint.h>

#include "bitplane/bitplane.h"

enum { BITPLANE_NUM_ATTRIBUTES = 16, BITPLANE_NUM_LAYER_SECTIONS = 10 };

// Stands for an input or a section that a record does not have.
#define BITPLANE_ABSENT UINT32_MAX

enum bitplane_section_type {
  BITPLANE_SECTION_ABSENT = 0,
  BITPLANE_SECTION_STRINGS = 1,
  BITPLANE_SECTION_TENSORS = 2,
  BITPLANE_SECTION_LAYERS = 3,
  BITPLANE_SECTION_UINT8 = 4,
  BITPLANE_SECTION_INT8 = 5,
  BITPLANE_SECTION_INT16 = 6,
  BITPLANE_SECTION_INT32 = 7,
  BITPLANE_SECTION_FLOAT32 = 8,
  BITPLANE_SECTION_BITS = 9
};

// An array in the file, aligned to 64 bytes from the file's start.
struct bitplane_section {
  enum bitplane_section_type type;
  size_t nbytes;
  const void* data;
};

// A layer record with its references followed.
struct bitplane_layer {
  uint32_t kind;
  const char* name;
  uint32_t num_inputs;
  uint32_t inputs[2];
  uint32_t output_index;
  uint32_t attributes[BITPLANE_NUM_ATTRIBUTES];
  struct bitplane_section sections[BITPLANE_NUM_LAYER_SECTIONS];
  struct bitplane_tensor input;         // the first one's type
  struct bitplane_tensor second_input;  // set where num_inputs is 2
  struct bitplane_tensor output;
};

// The sections that every file has, by number.
enum { BITPLANE_STRINGS = 0, BITPLANE_TENSORS = 1, BITPLANE_LAYERS = 2, BITPLANE_NUM_FIXED_SECTIONS = 3 };

// Checks header, size, checksum, section table, names and tensor records, and fills all of `model`.
enum bitplane_status bitplane_format_open(const uint8_t* bytes, size_t nbytes, struct bitplane_model* model);

// Section `index` < num_sections of a model whose section table has been checked.
struct bitplane_section bitplane_format_section(const struct bitplane_model* model, uint32_t index);

// The name at `offset` of the strings; NULL if the offset lies outside.
const char* bitplane_format_name(const struct bitplane_model* model, uint32_t offset);

// Checks the number of tensor and layer records, and each tensor's type. Errors: BAD_SECTION, BAD_TENSOR,
// TOO_LARGE.
enum bitplane_status bitplane_format_check_tensors(const struct bitplane_model* model);

// Type of tensor `index` <= num_layers of an opened model; data is NULL.
void bitplane_format_tensor(const struct bitplane_model* model, uint32_t index, struct bitplane_tensor* tensor);

// Reads layer `index` < num_layers of an opened model. Errors: BAD_NAME, BAD_LAYER (a reference that leads nowhere, or
// inputs that are not earlier tensors). What a kind demands of attributes, sections and shapes is its op's to check.
enum bitplane_status bitplane_format_layer(const struct bitplane_model* model, uint32_t index,
                                           struct bitplane_layer* layer);

// Whether the section is an array of exactly `count` elements of `type`; rows of bits are counted in words.
bool bitplane_section_holds(const struct bitplane_section* section, enum bitplane_section_type type, uint64_t count);

#endif

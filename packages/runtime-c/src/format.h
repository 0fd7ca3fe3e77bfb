// The container of docs/format.md section 1: what can be read and checked without knowing any layer kind.
#ifndef BITPLANE_FORMAT_H_
#define BITPLANE_FORMAT_H_

#include <stdbool.h>
#include <stdint.h>

#include "bitplane/bitplane.h"

// Marks an input or a section that a record does not have.
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

// The sections that every file has, by number.
enum { BITPLANE_STRINGS = 0, BITPLANE_TENSORS = 1, BITPLANE_LAYERS = 2, BITPLANE_NUM_FIXED_SECTIONS = 3 };

// Checks header, size, checksum, section table and names, and fills all of `model`.
enum bitplane_status bitplane_format_open(const uint8_t* bytes, size_t nbytes, struct bitplane_model* model);

// Whether the version of an opened model is the first that has all kinds up to this code.
bool bitplane_format_has_version(const struct bitplane_model* model, uint32_t last_kind);

// Section `index` < num_sections of a model whose section table has been checked.
struct bitplane_section bitplane_format_section(const struct bitplane_model* model, uint32_t index);

// The name at `offset` of the strings; NULL if the offset lies outside.
const char* bitplane_format_name(const struct bitplane_model* model, uint32_t offset);

// Whether the section is an array of exactly `count` elements of `type`; rows of bits are counted in words.
bool bitplane_section_holds(const struct bitplane_section* section, enum bitplane_section_type type, uint64_t count);

#endif

// Writes .bpm files in memory, sound or not: the tests' own writer of docs/format.md section 1.
#ifndef BITPLANE_TESTS_BUILDER_H_
#define BITPLANE_TESTS_BUILDER_H_

#include "bitplane/bitplane.h"
#include "records.h"

enum { BUILDER_MAX_LAYERS = 64, BUILDER_MAX_SECTIONS = 160 };

// Codes of the kinds: INT8_CONV2D …
enum {
#define KIND(code, NAME, symbol) NAME = code,
#include "ops/kinds.inc"
};

struct built_section {
  enum bitplane_section_type type;
  void* data;  // owned
  size_t nbytes;
};

// What a layer record holds; sections are numbers from add_section, 0 where absent.
struct built_layer {
  uint32_t kind;
  uint32_t inputs[2];  // the second 0 for none: the image never is one
  enum bitplane_element element;
  uint32_t height, width, channels;  // of the output
  uint32_t attributes[BITPLANE_NUM_ATTRIBUTES];
  uint32_t sections[BITPLANE_NUM_LAYER_SECTIONS];
};

struct builder {
  uint32_t height, width, channels;  // of the image
  uint32_t num_layers, num_sections;
  struct built_layer layers[BUILDER_MAX_LAYERS];
  struct built_section sections[BUILDER_MAX_SECTIONS];
};

struct builder begin_model(uint32_t height, uint32_t width, uint32_t channels);

// Copies the array; returns the section's number.
uint32_t add_section(struct builder* builder, enum bitplane_section_type type, const void* data, size_t nbytes);

// Returns the number of the layer's output tensor, which is named "layer-NUMBER".
uint32_t add_layer(struct builder* builder, const struct built_layer* layer);

struct built_file {
  uint8_t* bytes;  // aligned to 64 bytes; free() it
  size_t nbytes;
};

// Lays the file out and frees the builder's sections. A model without sections gets one of a byte, as the format
// requires.
struct built_file finish_model(struct builder* builder);

// Makes the checksum right again after bytes have been changed.
void seal_file(uint8_t* bytes, size_t nbytes);

#endif

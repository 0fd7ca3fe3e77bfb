// Tensor and layer records, the two fixed sections after the names: what can be read and checked without knowing any
// layer kind.
#ifndef BITPLANE_RECORDS_H_
#define BITPLANE_RECORDS_H_

#include "format.h"

enum { BITPLANE_NUM_ATTRIBUTES = 16, BITPLANE_NUM_LAYER_SECTIONS = 10 };

// A layer record with its references resolved.
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

// Checks the number of tensor and layer records, and each tensor's type. Errors: BAD_SECTION, BAD_TENSOR,
// TOO_LARGE.
enum bitplane_status bitplane_format_check_tensors(const struct bitplane_model* model);

// Type of tensor `index` <= num_layers of an opened model; data is NULL.
void bitplane_format_tensor(const struct bitplane_model* model, uint32_t index, struct bitplane_tensor* tensor);

// Its name; NULL where that is outside of the names.
const char* bitplane_format_tensor_name(const struct bitplane_model* model, uint32_t index);

// Reads layer `index` < num_layers of an opened model. Error: BAD_LAYER (a reference that leads nowhere, or inputs that
// are not earlier tensors). The op checks what its kind requires of attributes, sections and shapes.
enum bitplane_status bitplane_format_layer(const struct bitplane_model* model, uint32_t index,
                                           struct bitplane_layer* layer);

#endif

// Reads the records number by number.
#include "records.h"

#include "little_endian.h"
#include "tensor.h"

enum { TENSOR_NBYTES = 16, LAYER_NBYTES = 128 };

// A tensor's elements are counted by int32 everywhere.
#define MAX_ELEMENTS UINT64_C(0x7fffffff)

static const uint8_t* tensor_record(const struct bitplane_model* model, uint32_t index) {
  return (const uint8_t*)bitplane_format_section(model, BITPLANE_TENSORS).data + (size_t)TENSOR_NBYTES * index;
}

static const uint8_t* layer_record(const struct bitplane_model* model, uint32_t index) {
  return (const uint8_t*)bitplane_format_section(model, BITPLANE_LAYERS).data + (size_t)LAYER_NBYTES * index;
}

static enum bitplane_status check_tensor(const uint8_t* record, bool is_image) {
  enum { CHANNELS = 2 };
  const uint32_t element = bitplane_read_u32(record);
  uint64_t elements = 1;
  bool is_large = false;
  for (int axis = 0; axis <= CHANNELS; axis++) {
    const uint32_t extent = bitplane_read_u32(record + 4 + 4 * axis);
    if (extent == 0 || extent > MAX_ELEMENTS / elements) return BITPLANE_BAD_TENSOR;
    elements *= extent;
    is_large |= axis < CHANNELS && extent > BITPLANE_MAX_SIDE;
  }
  if (is_image ? element != BITPLANE_UINT8 : element > BITPLANE_FLOAT32) return BITPLANE_BAD_TENSOR;
  return is_large ? BITPLANE_TOO_LARGE : BITPLANE_OK;
}

enum bitplane_status bitplane_format_check_tensors(const struct bitplane_model* model) {
  const uint64_t num_tensors = (uint64_t)model->num_layers + 1;
  const struct bitplane_section tensors = bitplane_format_section(model, BITPLANE_TENSORS);
  const struct bitplane_section layers = bitplane_format_section(model, BITPLANE_LAYERS);
  if (tensors.nbytes != num_tensors * TENSOR_NBYTES) return BITPLANE_BAD_SECTION;
  if (layers.nbytes != (uint64_t)model->num_layers * LAYER_NBYTES) return BITPLANE_BAD_SECTION;
  for (uint32_t index = 0; index < num_tensors; index++) {
    const enum bitplane_status status = check_tensor(tensor_record(model, index), index == 0);
    if (status != BITPLANE_OK) return status;
  }
  return BITPLANE_OK;
}

// Bytes of a checked tensor, or SIZE_MAX where the address space is smaller.
static size_t tensor_nbytes(const struct bitplane_tensor* tensor) {
  const uint64_t pixels = (uint64_t)tensor->height * tensor->width;
  const uint64_t nbytes = pixels * bitplane_pixel_nbytes(tensor);
  return nbytes > SIZE_MAX ? SIZE_MAX : (size_t)nbytes;
}

const char* bitplane_format_tensor_name(const struct bitplane_model* model, uint32_t index) {
  return index == 0 ? "input" : bitplane_format_name(model, bitplane_read_u32(layer_record(model, index - 1) + 4));
}

void bitplane_format_tensor(const struct bitplane_model* model, uint32_t index, struct bitplane_tensor* tensor) {
  const uint8_t* record = tensor_record(model, index);
  tensor->name = bitplane_format_tensor_name(model, index);
  tensor->element = (enum bitplane_element)bitplane_read_u32(record);
  tensor->height = bitplane_read_u32(record + 4);
  tensor->width = bitplane_read_u32(record + 8);
  tensor->channels = bitplane_read_u32(record + 12);
  tensor->nbytes = tensor_nbytes(tensor);
  tensor->data = NULL;
}

static bool read_layer_sections(const struct bitplane_model* model, const uint8_t* numbers,
                                struct bitplane_layer* layer) {
  for (int k = 0; k < BITPLANE_NUM_LAYER_SECTIONS; k++) {
    const uint32_t index = bitplane_read_u32(numbers + 4 * k);
    layer->sections[k] = (struct bitplane_section){BITPLANE_SECTION_ABSENT, 0, NULL};
    if (index == BITPLANE_ABSENT) continue;
    if (index < BITPLANE_NUM_FIXED_SECTIONS || index >= model->num_sections) return false;
    layer->sections[k] = bitplane_format_section(model, index);
  }
  return true;
}

static bool inputs_are_earlier(const struct bitplane_layer* layer) {
  if (layer->num_inputs < 1 || layer->num_inputs > 2) return false;
  for (uint32_t k = 0; k < 2; k++) {
    const uint32_t input = layer->inputs[k];
    if (k < layer->num_inputs ? input >= layer->output_index : input != BITPLANE_ABSENT) return false;
  }
  return true;
}

enum bitplane_status bitplane_format_layer(const struct bitplane_model* model, uint32_t index,
                                           struct bitplane_layer* layer) {
  const uint8_t* record = layer_record(model, index);
  layer->kind = bitplane_read_u32(record);
  layer->name = bitplane_format_tensor_name(model, index + 1);
  layer->num_inputs = bitplane_read_u32(record + 8);
  layer->inputs[0] = bitplane_read_u32(record + 12);
  layer->inputs[1] = bitplane_read_u32(record + 16);
  layer->output_index = bitplane_read_u32(record + 20);
  for (int k = 0; k < BITPLANE_NUM_ATTRIBUTES; k++) layer->attributes[k] = bitplane_read_u32(record + 24 + 4 * k);

  if (layer->output_index != index + 1 || !inputs_are_earlier(layer)) return BITPLANE_BAD_LAYER;
  if (!read_layer_sections(model, record + 88, layer)) return BITPLANE_BAD_LAYER;
  bitplane_format_tensor(model, layer->inputs[0], &layer->input);
  if (layer->num_inputs == 2) bitplane_format_tensor(model, layer->inputs[1], &layer->second_input);
  bitplane_format_tensor(model, layer->output_index, &layer->output);
  return BITPLANE_OK;
}

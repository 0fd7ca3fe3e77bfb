// Loads a model: the container's checks, then each layer's by its own kind.
#include "float_environment.h"
#include "names.h"
#include "ops/op.h"
#include "records.h"

static bool is_little_endian(void) {
  const uint16_t one = 1;
  return *(const uint8_t*)&one == 1;
}

// Attributes and sections that the kind does not use.
static bool leftovers_are_empty(const struct bitplane_op* op, const struct bitplane_layer* layer) {
  for (uint32_t k = op->num_attributes; k < BITPLANE_NUM_ATTRIBUTES; k++) {
    if (layer->attributes[k] != 0) return false;
  }
  for (uint32_t k = op->num_sections; k < BITPLANE_NUM_LAYER_SECTIONS; k++) {
    if (layer->sections[k].type != BITPLANE_SECTION_ABSENT) return false;
  }
  return true;
}

static bool elements_fit(const struct bitplane_op* op, const struct bitplane_layer* layer) {
  const enum bitplane_element element = layer->input.element;
  if ((op->input_elements >> element & 1) == 0) return false;
  if (op->has_two_inputs && layer->second_input.element != element) return false;
  return (bitplane_output_elements(op, element) >> layer->output.element & 1) != 0;
}

// What is required of all layers together.
struct tally {
  uint64_t parameters_nbytes;  // of all references to sections
  uint32_t last_kind;          // the highest code of a kind
};

// Layers may share sections, but then a reader that copies parameters needs more memory than the file has bytes.
enum { MAX_COPIES = 2 };

static enum bitplane_status count_layer(const struct bitplane_model* model, const struct bitplane_layer* layer,
                                        struct tally* tally) {
  for (int k = 0; k < BITPLANE_NUM_LAYER_SECTIONS; k++) tally->parameters_nbytes += layer->sections[k].nbytes;
  if (layer->kind > tally->last_kind) tally->last_kind = layer->kind;
  return tally->parameters_nbytes > MAX_COPIES * (uint64_t)model->nbytes ? BITPLANE_TOO_LARGE : BITPLANE_OK;
}

static enum bitplane_status check_layer(const struct bitplane_model* model, uint32_t index, struct tally* tally) {
  struct bitplane_layer layer;
  if (!bitplane_layer_name_is_sound(model, index)) return BITPLANE_BAD_NAME;
  enum bitplane_status status = bitplane_format_layer(model, index, &layer);
  if (status == BITPLANE_OK) status = count_layer(model, &layer, tally);
  if (status != BITPLANE_OK) return status;
  const struct bitplane_op* op = bitplane_find_op(layer.kind);
  if (op == NULL) return bitplane_knows_kind(layer.kind) ? BITPLANE_KIND_LEFT_OUT : BITPLANE_UNKNOWN_KIND;
  if (layer.num_inputs != (op->has_two_inputs ? 2u : 1u)) return BITPLANE_BAD_LAYER;
  if (!leftovers_are_empty(op, &layer) || !elements_fit(op, &layer)) return BITPLANE_BAD_LAYER;
  const uintptr_t before = bitplane_enter_floats();  // else a subnormal number might be 0, and so not legal
  const enum bitplane_status legal = op->check(&layer);
  bitplane_leave_floats(before);
  return legal;
}

enum bitplane_status bitplane_model_load(const void* bytes, size_t nbytes, struct bitplane_model* model) {
  if (bytes == NULL || model == NULL) return BITPLANE_NULL_ARGUMENT;
  model->faulty_layer = UINT32_MAX;
  if (!is_little_endian()) return BITPLANE_BIG_ENDIAN_HOST;
  if ((uintptr_t)bytes % BITPLANE_FILE_ALIGNMENT != 0) return BITPLANE_MISALIGNED;

  enum bitplane_status status = bitplane_format_open(bytes, nbytes, model);
  if (status == BITPLANE_OK) status = bitplane_format_check_tensors(model);
  if (status != BITPLANE_OK) return status;
  if (model->num_layers > BITPLANE_MAX_LAYERS) return BITPLANE_TOO_LARGE;
  struct tally tally = {0, 0};
  for (uint32_t index = 0; index < model->num_layers; index++) {
    status = check_layer(model, index, &tally);
    if (status == BITPLANE_OK) continue;
    model->faulty_layer = index;
    return status;
  }
  return bitplane_format_has_version(model, tally.last_kind) ? BITPLANE_OK : BITPLANE_BAD_HEADER;
}

void bitplane_model_input(const struct bitplane_model* model, struct bitplane_tensor* input) {
  bitplane_format_tensor(model, 0, input);
}

enum bitplane_status bitplane_model_tensor(const struct bitplane_model* model, uint32_t index,
                                           struct bitplane_tensor* tensor) {
  if (model == NULL || tensor == NULL) return BITPLANE_NULL_ARGUMENT;
  if (index > model->num_layers) return BITPLANE_OUT_OF_RANGE;
  bitplane_format_tensor(model, index, tensor);
  return BITPLANE_OK;
}

void bitplane_model_output(const struct bitplane_model* model, struct bitplane_tensor* output) {
  bitplane_format_tensor(model, model->num_layers, output);
}

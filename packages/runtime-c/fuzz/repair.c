// Shapes first, then sections: what docs/format.md section 1 says of each kind, as far as a fuzzer needs it.
#include "repair.h"

#include "builder.h"
#include "ops/op.h"
#include "ops/window.h"
#include "requirements.h"

enum { ELEMENT = 0, HEIGHT = 1, WIDTH = 2, CHANNELS = 3 };

// Most recent tensor before the layer with one of these elements, and of a shape as like `like` as asked, if any.
static uint32_t find_input(const struct container* c, uint32_t index, unsigned elements, const uint32_t* like,
                           bool needs_channels) {
  for (uint32_t tensor = index + 1; tensor-- > 0;) {
    const uint32_t* type = c->tensors[tensor];
    if ((elements >> (type[ELEMENT] & 31) & 1) == 0) continue;
    if (like == NULL) return tensor;
    const bool same_size = type[HEIGHT] == like[HEIGHT] && type[WIDTH] == like[WIDTH];
    if (same_size && (!needs_channels || type[CHANNELS] == like[CHANNELS])) return tensor;
  }
  return BITPLANE_ABSENT;
}

static bool repair_inputs(struct container* c, uint32_t index, const struct bitplane_op* op) {
  uint32_t* record = c->layers[index];
  uint32_t* inputs = record + RECORD_INPUTS;
  if (inputs[0] > index || (op->input_elements >> (c->tensors[inputs[0]][ELEMENT] & 31) & 1) == 0) {
    inputs[0] = find_input(c, index, op->input_elements, NULL, false);
  }
  if (inputs[0] == BITPLANE_ABSENT) return false;
  record[RECORD_NUM_INPUTS] = op->has_two_inputs ? 2 : 1;
  if (!op->has_two_inputs) {
    inputs[1] = BITPLANE_ABSENT;
    return true;
  }
  const uint32_t* first = c->tensors[inputs[0]];
  const unsigned same = 1u << (first[ELEMENT] & 31);
  const bool needs_channels = find_shape_rule(op->kind).channels == SAME_CHANNELS;
  const uint32_t* second = inputs[1] <= index ? c->tensors[inputs[1]] : NULL;
  const bool fits = second != NULL && second[ELEMENT] == first[ELEMENT] && second[HEIGHT] == first[HEIGHT] &&
                    second[WIDTH] == first[WIDTH] && (!needs_channels || second[CHANNELS] == first[CHANNELS]);
  if (!fits) inputs[1] = find_input(c, index, same, first, needs_channels);
  return true;
}

// Positions of a window along one axis, 0 where it does not fit.
static uint64_t positions(const uint32_t* attributes, uint32_t axis, uint32_t extent) {
  const uint64_t size = attributes[axis], stride = attributes[2 + axis], dilation = attributes[4 + axis];
  if (size == 0 || stride == 0 || dilation == 0 || size > REPAIR_MAX_NBYTES) return 0;
  const uint64_t padded = (uint64_t)extent + attributes[6 + axis] + attributes[8 + axis];
  const uint64_t reach = (size - 1) * dilation + 1;
  return reach > padded ? 0 : (padded - reach) / stride + 1;
}

static bool repair_output(struct container* c, uint32_t index, const struct bitplane_op* op) {
  const struct shape_rule rule = find_shape_rule(op->kind);
  const uint32_t* record = c->layers[index];
  const uint32_t *x = c->tensors[record[RECORD_INPUTS]], *attributes = record + RECORD_ATTRIBUTES;
  uint32_t* y = c->tensors[index + 1];
  uint64_t height = x[HEIGHT], width = x[WIDTH], channels = y[CHANNELS];
  const uint32_t planes = attributes[rule.planes_at];
  if (op->num_attributes >= BITPLANE_WINDOW_ATTRIBUTES) {
    height = positions(attributes, 0, x[HEIGHT]);
    width = positions(attributes, 1, x[WIDTH]);
  }
  if (rule.repeats_pixels) {
    height *= attributes[0];
    width *= attributes[1];
  }
  switch (rule.channels) {
    case FREE_CHANNELS:
      break;
    case SAME_CHANNELS:
      channels = x[CHANNELS];
      break;
    case BOTH_CHANNELS:
      channels = (uint64_t)x[CHANNELS] + c->tensors[record[RECORD_INPUTS + 1]][CHANNELS];
      break;
    case MORE_CHANNELS:
      channels = (uint64_t)x[CHANNELS] * planes;
      break;
    case FEWER_CHANNELS:
      channels = planes == 0 ? 0 : x[CHANNELS] / planes;
      break;
  }
  if (rule.is_one_pixel) height = width = 1;
  if (height * width > REPAIR_MAX_NBYTES || channels > REPAIR_MAX_NBYTES) return false;
  if (height * width * channels == 0 || height * width * channels > REPAIR_MAX_NBYTES) return false;
  const unsigned elements = bitplane_output_elements(op, (enum bitplane_element)(x[ELEMENT] & 31));
  if ((elements >> (y[ELEMENT] & 31) & 1) == 0) y[ELEMENT] = op->keeps_element ? x[ELEMENT] : op->output_element;
  y[HEIGHT] = (uint32_t)height;
  y[WIDTH] = (uint32_t)width;
  y[CHANNELS] = (uint32_t)channels;
  return true;
}

static bool is_parameters(const struct container* c, uint32_t section, uint32_t type) {
  return section >= BITPLANE_NUM_FIXED_SECTIONS && section < c->num_sections && c->sections[section].type == type;
}

static bool repair_section(struct container* c, uint32_t index, uint32_t slot, const struct requirement* requirement,
                           struct random* random) {
  uint32_t* section = &c->layers[index][RECORD_SECTIONS + slot];
  const size_t nbytes = requirement_nbytes(requirement);
  if (requirement->is_optional && *section == BITPLANE_ABSENT) return true;
  if (nbytes > REPAIR_MAX_NBYTES) return false;
  // What another layer has is not resized: it would be taken away from there.
  if (!is_parameters(c, *section, requirement->type) ||
      (c->sections[*section].nbytes != nbytes && next_int(random, 0, 3) == 0)) {
    *section = append_section(c, requirement->type, nbytes);
    if (*section == BITPLANE_ABSENT) return false;
  }
  if (c->sections[*section].nbytes != nbytes) resize_section(c, *section, nbytes);
  bring_into_range(requirement, c->sections[*section].bytes);
  return true;
}

bool repair_layer(struct container* c, uint32_t index, struct random* random) {
  uint32_t* record = c->layers[index];
  const struct bitplane_op* op = bitplane_find_op(record[RECORD_KIND]);
  record[RECORD_OUTPUT] = index + 1;
  if (op == NULL || !repair_inputs(c, index, op) || !repair_output(c, index, op)) return false;

  struct requirement requirements[MAX_REQUIREMENTS];
  const uint32_t num_requirements = list_requirements(c, index, requirements);
  if (num_requirements == BITPLANE_ABSENT) return false;
  for (uint32_t slot = 0; slot < BITPLANE_NUM_LAYER_SECTIONS; slot++) {
    if (slot >= num_requirements) {
      record[RECORD_SECTIONS + slot] = BITPLANE_ABSENT;
    } else if (!repair_section(c, index, slot, &requirements[slot], random)) {
      return false;
    }
  }
  for (uint32_t k = op->num_attributes; k < BITPLANE_NUM_ATTRIBUTES; k++) record[RECORD_ATTRIBUTES + k] = 0;
  return true;
}

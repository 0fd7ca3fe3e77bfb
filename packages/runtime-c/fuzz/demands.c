#include "demands.h"

#include <string.h>

#include "bits.h"
#include "builder.h"
#include "ops/op.h"

enum { GROUPS = 10 };

struct shape_rule find_shape_rule(uint32_t kind) {
  static const struct shape_rule rules[] = {
      {INT8_CONV2D, FREE_CHANNELS, 0, false},     {BINARY_CONV2D, FREE_CHANNELS, 0, false},
      {CONCAT, BOTH_CHANNELS, 0, false},          {RESIDUAL_SIGN, MORE_CHANNELS, 0, false},
      {PLANE_SUM, FEWER_CHANNELS, 0, false},      {INT8_DENSE, FREE_CHANNELS, 0, true},
      {MULTI_THRESHOLD, MORE_CHANNELS, 1, false},
  };
  for (size_t k = 0; k < sizeof rules / sizeof rules[0]; k++) {
    if (rules[k].kind == kind) return rules[k];
  }
  return (struct shape_rule){kind, SAME_CHANNELS, 0, false};
}

// Weights of a convolution: a row for each filter and tap, `columns` the channels of a group.
static bool demand_weights(const uint32_t* attributes, uint32_t input_channels, uint32_t filters, struct demand* d) {
  const uint32_t groups = attributes[GROUPS];
  if (groups == 0 || input_channels % groups != 0 || filters % groups != 0) return false;
  *d = (struct demand){.rows = (uint64_t)attributes[0] * attributes[1] * filters, .columns = input_channels / groups};
  return true;
}

// Bounds are of the type that the first of them has.
static enum bitplane_section_type bounds_type(const struct container* c, const uint32_t* record) {
  const uint32_t lower = record[RECORD_SECTIONS];
  const bool is_wide = lower < c->num_sections && c->sections[lower].type == BITPLANE_SECTION_INT32;
  return is_wide ? BITPLANE_SECTION_INT32 : BITPLANE_SECTION_INT16;
}

uint32_t list_demands(const struct container* c, uint32_t index, struct demand d[MAX_DEMANDS]) {
  const uint32_t *record = c->layers[index], *attributes = record + RECORD_ATTRIBUTES;
  const uint32_t *x = c->tensors[record[RECORD_INPUTS]], *y = c->tensors[index + 1];
  const uint32_t in_channels = x[3], out_channels = y[3];
  const uint64_t elements_rows = attributes[0] != 0 ? (uint64_t)y[1] * y[2] : 1;  // of kinds that may be per element
  const struct demand floats = {.type = BITPLANE_SECTION_FLOAT32, .rows = 1, .columns = out_channels};
  const uint32_t num_sections = bitplane_find_op(record[RECORD_KIND])->num_sections;
  for (int k = 0; k < MAX_DEMANDS; k++) d[k] = floats;
  switch (record[RECORD_KIND]) {
    case INT8_CONV2D:
      if (!demand_weights(attributes, in_channels, out_channels, &d[0])) return BITPLANE_ABSENT;
      d[0].type = BITPLANE_SECTION_INT8;
      d[1] = (struct demand){.type = BITPLANE_SECTION_UINT8, .rows = 1, .columns = in_channels};
      return num_sections;
    case BINARY_CONV2D:
      if (!demand_weights(attributes, in_channels, out_channels, &d[0])) return BITPLANE_ABSENT;
      d[0].type = BITPLANE_SECTION_BITS;
      d[1] = d[0];
      d[1].is_optional = true;
      return num_sections;
    case THRESHOLD:
      d[0] = (struct demand){.type = bounds_type(c, record), .rows = elements_rows, .columns = out_channels};
      d[1] = d[0];
      d[1].is_optional = true;
      d[2] = (struct demand){.type = BITPLANE_SECTION_BITS, .rows = elements_rows, .columns = out_channels};
      return num_sections;
    case MULTI_THRESHOLD:  // [planes, intervals, ...]
      d[0].type = bounds_type(c, record);
      d[0].rows = elements_rows * attributes[1] * attributes[2];
      d[0].columns = in_channels;
      d[1] = d[0];
      return num_sections;
    case BIT_MAX_POOL:
      d[0].type = BITPLANE_SECTION_BITS;
      return num_sections;
    case AFFINE:
      d[0].is_optional = d[1].is_optional = true;
      return num_sections;
    case PRELU:
      d[0].rows = elements_rows;
      return num_sections;
    case RESIDUAL_SIGN:
      d[0].columns = attributes[0];
      d[0].is_positive = true;
      return num_sections;
    case PLANE_SUM:
      d[0].rows = attributes[0];
      return num_sections;
    case INT8_DENSE:
      d[0] = (struct demand){
          .type = BITPLANE_SECTION_INT8, .rows = out_channels, .columns = (uint64_t)x[1] * x[2] * in_channels};
      d[2].is_optional = true;
      return num_sections;
    default:
      return num_sections;
  }
}

size_t demand_nbytes(const struct demand* d) {
  if (d->rows > UINT32_MAX || d->columns > UINT32_MAX) return SIZE_MAX;
  const uint64_t row = d->type == BITPLANE_SECTION_BITS ? bitplane_row_words((size_t)d->columns) : d->columns;
  if (row != 0 && d->rows > (UINT32_MAX >> 4) / row) return SIZE_MAX;
  switch (d->type) {
    case BITPLANE_SECTION_BITS:
      return (size_t)(d->rows * row * 8);
    case BITPLANE_SECTION_INT32:
    case BITPLANE_SECTION_FLOAT32:
      return (size_t)(d->rows * row * 4);
    case BITPLANE_SECTION_INT16:
      return (size_t)(d->rows * row * 2);
    default:
      return (size_t)(d->rows * row);
  }
}

static void clear_padding(const struct demand* d, uint8_t* bytes) {
  const size_t num_words = bitplane_row_words((size_t)d->columns);
  const uint64_t mask = bitplane_last_word_mask((size_t)d->columns);
  for (uint64_t row = 0; num_words != 0 && row < d->rows; row++) {
    uint8_t* at = bytes + ((row + 1) * num_words - 1) * sizeof mask;
    uint64_t last;
    memcpy(&last, at, sizeof last);
    last &= mask;
    memcpy(at, &last, sizeof last);
  }
}

static void tame_floats(uint8_t* bytes, size_t nbytes, bool is_positive) {
  for (size_t at = 0; at < nbytes; at += 4) {
    uint32_t bits;
    memcpy(&bits, bytes + at, sizeof bits);
    if ((bits & 0x7f800000) == 0x7f800000) bits ^= 0x40000000;
    if (is_positive) bits &= 0x7fffffff;
    if (is_positive && bits == 0) bits = 0x3f800000;  // 1
    memcpy(bytes + at, &bits, sizeof bits);
  }
}

void bring_into_range(const struct demand* d, uint8_t* bytes) {
  const size_t nbytes = demand_nbytes(d);
  if (d->type == BITPLANE_SECTION_BITS) clear_padding(d, bytes);
  if (d->type == BITPLANE_SECTION_FLOAT32) tame_floats(bytes, nbytes, d->is_positive);
  for (size_t k = 0; d->type == BITPLANE_SECTION_INT8 && k < nbytes; k++) {
    if (bytes[k] == 0x80) bytes[k] = 0x81;
  }
}

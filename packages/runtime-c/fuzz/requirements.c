#include "requirements.h"

#include <string.h>

#include "bits.h"
#include "builder.h"
#include "ops/op.h"

enum { GROUPS = 10 };

// A layer, as the sections of its kind are told from it.
struct view {
  const struct container* container;
  const uint32_t *record, *attributes, *input, *output;  // input and output: records of tensors
  uint64_t num_places;                                   // pixels, of kinds whose attribute 0 says that they differ
};

// Weights of a convolution: a row for each filter and tap, `columns` the channels of a group.
static bool list_weights(const struct view* v, enum bitplane_section_type type, struct requirement* r) {
  const uint32_t groups = v->attributes[GROUPS], in_channels = v->input[3], filters = v->output[3];
  if (groups == 0 || in_channels % groups != 0 || filters % groups != 0) return false;
  const uint64_t rows = (uint64_t)v->attributes[0] * v->attributes[1] * filters;
  *r = (struct requirement){.type = type, .rows = rows, .columns = in_channels / groups};
  return true;
}

// Bounds are of the type that the first of them has.
static enum bitplane_section_type bounds_type(const struct view* v) {
  const uint32_t lower = v->record[RECORD_SECTIONS];
  const bool is_there = lower < v->container->num_sections;
  const bool is_wide = is_there && v->container->sections[lower].type == BITPLANE_SECTION_INT32;
  return is_wide ? BITPLANE_SECTION_INT32 : BITPLANE_SECTION_INT16;
}

static bool list_int8_conv2d(const struct view* v, struct requirement r[MAX_REQUIREMENTS]) {
  r[1] = (struct requirement){.type = BITPLANE_SECTION_UINT8, .rows = 1, .columns = v->input[3]};
  return list_weights(v, BITPLANE_SECTION_INT8, &r[0]);
}

static bool list_binary_conv2d(const struct view* v, struct requirement r[MAX_REQUIREMENTS]) {
  if (!list_weights(v, BITPLANE_SECTION_BITS, &r[0])) return false;
  r[1] = r[0];
  r[1].is_optional = true;
  return true;
}

static bool list_threshold(const struct view* v, struct requirement r[MAX_REQUIREMENTS]) {
  r[0].type = bounds_type(v);
  r[2].type = BITPLANE_SECTION_BITS;
  r[0].rows = r[2].rows = v->num_places;
  r[1] = r[0];
  r[1].is_optional = true;
  return true;
}

static bool list_multi_threshold(const struct view* v,
                                 struct requirement r[MAX_REQUIREMENTS]) {  // [planes, intervals, ...]
  r[0].type = bounds_type(v);
  r[0].rows = v->num_places * v->attributes[1] * v->attributes[2];
  r[0].columns = v->input[3];
  r[1] = r[0];
  return true;
}

static bool list_bit_max_pool(const struct view* v, struct requirement r[MAX_REQUIREMENTS]) {
  (void)v;
  r[0].type = BITPLANE_SECTION_BITS;
  return true;
}

static bool list_affine(const struct view* v, struct requirement r[MAX_REQUIREMENTS]) {
  (void)v;
  r[0].is_optional = r[1].is_optional = true;
  return true;
}

static bool list_prelu(const struct view* v, struct requirement r[MAX_REQUIREMENTS]) {
  r[0].rows = v->num_places;
  return true;
}

static bool list_residual_sign(const struct view* v, struct requirement r[MAX_REQUIREMENTS]) {
  r[0].columns = v->attributes[0];
  r[0].is_positive = true;
  return true;
}

static bool list_plane_sum(const struct view* v, struct requirement r[MAX_REQUIREMENTS]) {
  r[0].rows = v->attributes[0];
  return true;
}

static bool list_int8_dense(const struct view* v, struct requirement r[MAX_REQUIREMENTS]) {
  const uint64_t length = (uint64_t)v->input[1] * v->input[2] * v->input[3];
  r[0] = (struct requirement){.type = BITPLANE_SECTION_INT8, .rows = v->output[3], .columns = length};
  r[2].is_optional = true;
  return true;
}

static bool list_float_conv2d(const struct view* v, struct requirement r[MAX_REQUIREMENTS]) {
  r[1].is_optional = true;
  return list_weights(v, BITPLANE_SECTION_FLOAT32, &r[0]);
}

static bool list_byte_table(const struct view* v, struct requirement r[MAX_REQUIREMENTS]) {
  const uint64_t num_tables = v->attributes[0] == 1 ? v->input[3] : 1;
  const bool makes_bytes = v->output[0] == BITPLANE_UINT8;
  r[0] = (struct requirement){
      .type = makes_bytes ? BITPLANE_SECTION_UINT8 : BITPLANE_SECTION_FLOAT32, .rows = num_tables, .columns = 256};
  return true;
}

static bool list_clip(const struct view* v, struct requirement r[MAX_REQUIREMENTS]) {
  (void)v;
  r[0].columns = 2;
  r[0].is_rising = true;
  return true;
}

static bool list_quantize(const struct view* v, struct requirement r[MAX_REQUIREMENTS]) {
  (void)v;
  r[0].is_positive = true;
  r[1].type = BITPLANE_SECTION_UINT8;
  return true;
}

// What a kind says beyond its op. `list` starts from rows of one float32 per channel of the output, none optional; it
// returns false where groups do not divide channels.
struct rule {
  uint32_t kind;
  struct shape_rule shape;
  bool (*list)(const struct view* view, struct requirement requirements[MAX_REQUIREMENTS]);
};

// A kind that keeps the channels and has no sections, or such rows of floats, needs no line.
static const struct rule rules[] = {
    {INT8_CONV2D, {.channels = FREE_CHANNELS}, list_int8_conv2d},
    {BINARY_CONV2D, {.channels = FREE_CHANNELS}, list_binary_conv2d},
    {THRESHOLD, {.channels = SAME_CHANNELS}, list_threshold},
    {BIT_MAX_POOL, {.channels = SAME_CHANNELS}, list_bit_max_pool},
    {AFFINE, {.channels = SAME_CHANNELS}, list_affine},
    {PRELU, {.channels = SAME_CHANNELS}, list_prelu},
    {CONCAT, {.channels = BOTH_CHANNELS}, NULL},
    {RESIDUAL_SIGN, {.channels = MORE_CHANNELS, .planes_at = 0}, list_residual_sign},
    {PLANE_SUM, {.channels = FEWER_CHANNELS, .planes_at = 0}, list_plane_sum},
    {INT8_DENSE, {.channels = FREE_CHANNELS, .is_one_pixel = true}, list_int8_dense},
    {MULTI_THRESHOLD, {.channels = MORE_CHANNELS, .planes_at = 1}, list_multi_threshold},
    {BYTE_TABLE, {.channels = SAME_CHANNELS}, list_byte_table},
    {FLOAT_CONV2D, {.channels = FREE_CHANNELS}, list_float_conv2d},
    {CLIP, {.channels = SAME_CHANNELS}, list_clip},
    {UPSAMPLE, {.channels = SAME_CHANNELS, .repeats_pixels = true}, NULL},
    {QUANTIZE, {.channels = SAME_CHANNELS}, list_quantize},
};

static const struct rule* find_rule(uint32_t kind) {
  static const struct rule plain = {.shape = {.channels = SAME_CHANNELS}};
  for (size_t k = 0; k < sizeof rules / sizeof rules[0]; k++) {
    if (rules[k].kind == kind) return &rules[k];
  }
  return &plain;
}

struct shape_rule find_shape_rule(uint32_t kind) { return find_rule(kind)->shape; }

uint32_t list_requirements(const struct container* c, uint32_t index, struct requirement r[MAX_REQUIREMENTS]) {
  const uint32_t *record = c->layers[index], *attributes = record + RECORD_ATTRIBUTES;
  const uint32_t *x = c->tensors[record[RECORD_INPUTS]], *y = c->tensors[index + 1];
  const struct view view = {c, record, attributes, x, y, attributes[0] != 0 ? (uint64_t)y[1] * y[2] : 1};
  const struct rule* rule = find_rule(record[RECORD_KIND]);
  for (int k = 0; k < MAX_REQUIREMENTS; k++) {
    r[k] = (struct requirement){.type = BITPLANE_SECTION_FLOAT32, .rows = 1, .columns = y[3]};
  }
  if (rule->list != NULL && !rule->list(&view, r)) return BITPLANE_ABSENT;
  return bitplane_find_op(record[RECORD_KIND])->num_sections;
}

size_t requirement_nbytes(const struct requirement* r) {
  if (r->rows > UINT32_MAX || r->columns > UINT32_MAX) return SIZE_MAX;
  const uint64_t row = r->type == BITPLANE_SECTION_BITS ? bitplane_row_words((size_t)r->columns) : r->columns;
  if (row != 0 && r->rows > (UINT32_MAX >> 4) / row) return SIZE_MAX;
  switch (r->type) {
    case BITPLANE_SECTION_BITS:
      return (size_t)(r->rows * row * 8);
    case BITPLANE_SECTION_INT32:
    case BITPLANE_SECTION_FLOAT32:
      return (size_t)(r->rows * row * 4);
    case BITPLANE_SECTION_INT16:
      return (size_t)(r->rows * row * 2);
    default:
      return (size_t)(r->rows * row);
  }
}

static void clear_padding(const struct requirement* r, uint8_t* bytes) {
  const size_t num_words = bitplane_row_words((size_t)r->columns);
  const uint64_t mask = bitplane_last_word_mask((size_t)r->columns);
  for (uint64_t row = 0; num_words != 0 && row < r->rows; row++) {
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

// Puts a minimum and a maximum in their order.
static void order_bounds(uint8_t* bytes) {
  float bounds[2];
  memcpy(bounds, bytes, sizeof bounds);
  if (bounds[0] <= bounds[1]) return;
  memcpy(bytes, &bounds[1], sizeof bounds[1]);
  memcpy(bytes + sizeof bounds[1], &bounds[0], sizeof bounds[0]);
}

void bring_into_range(const struct requirement* r, uint8_t* bytes) {
  const size_t nbytes = requirement_nbytes(r);
  if (r->type == BITPLANE_SECTION_BITS) clear_padding(r, bytes);
  if (r->type == BITPLANE_SECTION_FLOAT32) tame_floats(bytes, nbytes, r->is_positive);
  if (r->is_rising) order_bounds(bytes);
  for (size_t k = 0; r->type == BITPLANE_SECTION_INT8 && k < nbytes; k++) {
    if (bytes[k] == 0x80) bytes[k] = 0x81;
  }
}

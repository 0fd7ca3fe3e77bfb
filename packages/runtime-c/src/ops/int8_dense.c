// A classifier of 8-bit weights: s = +0, then s = s + q[o][k] * x[k] for k in order; y = scale[o] * s; y = y +
// offset[o]. One rounding per product and per sum; only outputs, which are independent of each other, are computed side
// by side. Its units are blocks of outputs.
#include <string.h>

#include "../tensor.h"
#include "float32.h"
#include "op.h"

enum { INT8_DENSE_WEIGHTS = 0, INT8_DENSE_SCALE = 1, INT8_DENSE_OFFSET = 2, NUM_INT8_DENSE_SECTIONS };

// Outputs of a block: four vectors of SSE2 or NEON, enough to hide an addition's latency.
enum { BLOCK = 16 };

struct int8_dense_state {
  size_t length, outputs;
  const int8_t* weights;  // [blocks, length, BLOCK]
  const float* scale;
  const float* offset;  // or NULL
};

BITPLANE_ONCE static enum bitplane_status check_int8_dense(const struct bitplane_layer* layer) {
  enum bitplane_status status = BITPLANE_OK;
  const struct bitplane_tensor* output = &layer->output;
  const struct bitplane_section* weights = &layer->sections[INT8_DENSE_WEIGHTS];
  const uint64_t length = bitplane_num_elements(&layer->input);
  if (output->height != 1 || output->width != 1) return BITPLANE_BAD_LAYER;
  if (!bitplane_section_holds(weights, BITPLANE_SECTION_INT8, length * output->channels)) return BITPLANE_BAD_LAYER;
  if (!bitplane_holds_floats(&layer->sections[INT8_DENSE_SCALE], output->channels, &status)) return status;
  if (layer->sections[INT8_DENSE_OFFSET].type != BITPLANE_SECTION_ABSENT &&
      !bitplane_holds_floats(&layer->sections[INT8_DENSE_OFFSET], output->channels, &status)) {
    return status;
  }
  return memchr(weights->data, INT8_MIN & 0xff, weights->nbytes) == NULL ? BITPLANE_OK : BITPLANE_BAD_VALUE;
}

static const int8_t* pack_dense_weights(const struct bitplane_setup* setup, size_t length) {
  const int8_t* rows = setup->layer->sections[INT8_DENSE_WEIGHTS].data;
  const size_t outputs = setup->layer->output.channels;
  const uint64_t num_blocks = (outputs + BLOCK - 1) / BLOCK;
  int8_t* packed = bitplane_arena_take(setup->arena, num_blocks * length, BLOCK);
  if (packed == NULL) return NULL;
  memset(packed, 0, (size_t)num_blocks * length * BLOCK);
  for (size_t o = 0; o < outputs; o++) {
    int8_t* to = packed + o / BLOCK * BLOCK * length + o % BLOCK;
    for (size_t k = 0; k < length; k++) to[k * BLOCK] = rows[o * length + k];
  }
  return packed;
}

BITPLANE_ONCE static struct bitplane_ready prepare_int8_dense(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  const size_t length = (size_t)bitplane_num_elements(&layer->input);
  struct int8_dense_state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  const struct int8_dense_state values = {
      .length = length,
      .outputs = layer->output.channels,
      .weights = pack_dense_weights(setup, length),
      .scale = layer->sections[INT8_DENSE_SCALE].data,
      .offset = layer->sections[INT8_DENSE_OFFSET].data,
  };
  if (state != NULL) *state = values;
  const size_t num_blocks = (values.outputs + BLOCK - 1) / BLOCK;
  return (struct bitplane_ready){
      .state = state,
      .kernel = bitplane_plain_loops,
      .work = {num_blocks, 1, (float)num_blocks * (float)BLOCK * (float)length * (float)BITPLANE_NUMBER_COST},
  };
}

static void multiply_block(size_t length, const float* restrict x, const int8_t* restrict w, float sums[BLOCK]) {
  float s[BLOCK] = {0};
  for (size_t k = 0; k < length; k++, w += BLOCK) {
    for (int j = 0; j < BLOCK; j++) s[j] = s[j] + (float)w[j] * x[k];
  }
  memcpy(sums, s, sizeof s);
}

static void run_int8_dense(const void* state, const struct bitplane_operands* operands) {
  const struct int8_dense_state* s = state;
  float* y = operands->output;
  for (size_t block = operands->first; block < operands->end; block++) {
    const size_t first = block * BLOCK;
    float sums[BLOCK];
    multiply_block(s->length, operands->input, s->weights + first * s->length, sums);
    for (size_t o = first; o < s->outputs && o < first + BLOCK; o++) {
      y[o] = s->scale[o] * sums[o - first];
      if (s->offset != NULL) y[o] = y[o] + s->offset[o];
    }
  }
}

const struct bitplane_op bitplane_int8_dense = {
    .kind = BITPLANE_KIND_INT8_DENSE,
    .name = "int8-dense",
    .input_elements = 1u << BITPLANE_FLOAT32,
    .output_element = BITPLANE_FLOAT32,
    .num_sections = NUM_INT8_DENSE_SECTIONS,
    .check = check_int8_dense,
    .prepare = prepare_int8_dense,
    .run = run_int8_dense,
};

// The channels of groups take turns: output channel j * groups + i is input channel i * (C / groups) + j of the same
// pixel. Bits or float32.
#include <string.h>

#include "../bits.h"
#include "../tensor.h"
#include "op.h"

enum { CHANNEL_SHUFFLE_GROUPS = 0, NUM_CHANNEL_SHUFFLE_ATTRIBUTES };

// Bits are moved in pieces of up to this many neighbours in a group.
enum { MAX_PIECE_BITS = 4 };

struct channel_shuffle_state {
  bool is_bits;
  unsigned piece_bits;  // with `groups` places between them they fit a word
  size_t channels, groups;
  uint64_t spread[1 << MAX_PIECE_BITS];  // by a piece: its bit k moved to k * groups
};

BITPLANE_ONCE static enum bitplane_status check_channel_shuffle(const struct bitplane_layer* layer) {
  const uint32_t groups = layer->attributes[CHANNEL_SHUFFLE_GROUPS];
  const bool fits =
      groups != 0 && layer->input.channels % groups == 0 && bitplane_same_shape(&layer->input, &layer->output);
  return fits ? BITPLANE_OK : BITPLANE_BAD_LAYER;
}

BITPLANE_ONCE static struct bitplane_ready prepare_channel_shuffle(const struct bitplane_setup* setup) {
  const struct bitplane_layer* layer = setup->layer;
  struct channel_shuffle_state* state = bitplane_arena_take(setup->arena, 1, sizeof *state);
  if (state != NULL) {
    const size_t groups = layer->attributes[CHANNEL_SHUFFLE_GROUPS];
    unsigned piece_bits = 1;
    while (piece_bits < MAX_PIECE_BITS && (piece_bits + 1) * groups <= BITPLANE_WORD_BITS) piece_bits++;
    *state = (struct channel_shuffle_state){
        layer->input.element == BITPLANE_BITS, piece_bits, layer->input.channels, groups, {0}};
    for (unsigned piece = 0; piece < 1u << piece_bits; piece++) {
      for (unsigned k = 0; k < piece_bits; k++) state->spread[piece] |= (uint64_t)(piece >> k & 1) << k * groups;
    }
  }
  return (struct bitplane_ready){.state = state, .kernel = bitplane_plain_loops};
}

// Moves the lowest `count` bits of `bits`, whose others are 0, to columns at, at + groups ... of `row`, which were 0.
static void spread_bits(const struct channel_shuffle_state* s, uint64_t bits, size_t count, uint64_t* row, size_t at) {
  const uint64_t mask = (UINT64_C(1) << s->piece_bits) - 1;
  for (size_t k = 0; k < count; k += s->piece_bits) {
    const uint64_t piece = s->spread[bits & mask];
    const unsigned shift = (unsigned)(at % BITPLANE_WORD_BITS);
    const uint64_t high = piece >> 1 >> (BITPLANE_WORD_BITS - 1 - shift);
    row[at / BITPLANE_WORD_BITS] |= piece << shift;
    if (high != 0) row[at / BITPLANE_WORD_BITS + 1] |= high;
    bits >>= s->piece_bits;
    at += s->piece_bits * s->groups;
  }
}

static void shuffle_bits(const struct channel_shuffle_state* s, const struct bitplane_pixels* pixels) {
  const size_t num_words = bitplane_row_words(s->channels), num_each = s->channels / s->groups;
  for (size_t m = 0; m < pixels->num; m++) {
    const uint64_t* from = (const uint64_t*)pixels->inputs[0] + m * num_words;
    uint64_t* row = (uint64_t*)pixels->output + m * num_words;
    memset(row, 0, num_words * sizeof *row);
    for (size_t group = 0; group < s->groups; group++) {
      for (size_t first = 0; first < num_each; first += BITPLANE_WORD_BITS) {
        const size_t left = num_each - first, count = left < BITPLANE_WORD_BITS ? left : BITPLANE_WORD_BITS;
        uint64_t bits = 0;
        bitplane_copy_columns(&bits, from, group * num_each + first, count);
        spread_bits(s, bits, count, row, first * s->groups + group);
      }
    }
  }
}

static void shuffle_floats(const struct channel_shuffle_state* s, const struct bitplane_pixels* pixels) {
  const size_t num_each = s->channels / s->groups;
  for (size_t m = 0; m < pixels->num; m++) {
    const float* x = (const float*)pixels->inputs[0] + m * s->channels;
    float* y = (float*)pixels->output + m * s->channels;
    for (size_t group = 0; group < s->groups; group++) {
      for (size_t k = 0; k < num_each; k++) y[k * s->groups + group] = x[group * num_each + k];
    }
  }
}

static void run_channel_shuffle(const void* state, const struct bitplane_pixels* pixels) {
  const struct channel_shuffle_state* s = state;
  if (s->is_bits) {
    shuffle_bits(s, pixels);
  } else {
    shuffle_floats(s, pixels);
  }
}

const struct bitplane_op bitplane_channel_shuffle = {
    .kind = BITPLANE_KIND_CHANNEL_SHUFFLE,
    .name = "channel-shuffle",
    .role = BITPLANE_ROLE_LINK,
    .fuses = BITPLANE_ROLE_LINK,
    .input_elements = 1u << BITPLANE_BITS | 1u << BITPLANE_FLOAT32,
    .keeps_element = true,
    .num_attributes = NUM_CHANNEL_SHUFFLE_ATTRIBUTES,
    .check = check_channel_shuffle,
    .prepare = prepare_channel_shuffle,
    .run_pixels = run_channel_shuffle,
};

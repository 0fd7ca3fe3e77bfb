// Draws layers with two inputs, and those that move channels.
#include "draft.h"

static int is_same_size(const struct activation* a, const struct activation* b) {
  return a->element == b->element && a->height == b->height && a->width == b->width;
}

// A tensor that may be joined with the top, itself included, or 0. Starts anywhere, so that any of them may be it.
static uint32_t find_partner(struct draft* draft, int needs_same_channels) {
  const uint32_t num = draft->builder.num_layers;
  const uint32_t start = (uint32_t)next_int(&draft->random, 0, (int32_t)num - 1);
  for (uint32_t k = 0; k < num; k++) {
    const uint32_t tensor = 1 + (start + k) % num;
    const struct activation* other = &draft->network.outputs[tensor];
    const int fits = needs_same_channels ? other->channels == top(draft)->channels
                                         : other->channels + top(draft)->channels <= MAX_CHANNELS;
    if (is_same_size(other, top(draft)) && fits) return tensor;
  }
  return 0;
}

// Reads both tensors, the top first or second.
static struct built_layer draw_order(struct draft* draft, uint32_t kind, uint32_t partner) {
  struct built_layer layer = {.kind = kind, .inputs = {0, partner}};
  if (next_int(&draft->random, 0, 1)) {
    layer.inputs[1] = draft->top;
    draft->top = partner;
  }
  return layer;
}

static void append_add(struct draft* draft) {
  const uint32_t partner = find_partner(draft, 1);
  if (partner == 0) return;
  const struct built_layer layer = draw_order(draft, ADD, partner);
  const struct activation *a = top(draft), *b = &draft->network.outputs[layer.inputs[1]];
  struct activation y = make_activation(BITPLANE_FLOAT32, a->height, a->width, a->channels);
  for (size_t k = 0; k < num_values(&y); k++) {
    const volatile float sum = (float)a->values[k] + (float)b->values[k];
    y.values[k] = (double)sum;
  }
  append(draft, layer, y);
}

static void append_concat(struct draft* draft) {
  const uint32_t partner = find_partner(draft, 0);
  if (partner == 0) return;
  const struct built_layer layer = draw_order(draft, CONCAT, partner);
  const struct activation *a = top(draft), *b = &draft->network.outputs[layer.inputs[1]];
  struct activation y = make_activation(a->element, a->height, a->width, a->channels + b->channels);
  for (size_t k = 0; k < num_values(&y); k++) {
    const size_t pixel = k / y.channels, c = k % y.channels;
    y.values[k] =
        c < a->channels ? a->values[pixel * a->channels + c] : b->values[pixel * b->channels + c - a->channels];
  }
  append(draft, layer, y);
}

static void append_channel_shuffle(struct draft* draft) {
  const struct activation* x = top(draft);
  uint32_t groups;
  do {
    groups = (uint32_t)next_int(&draft->random, 1, (int32_t)x->channels);
  } while (x->channels % groups != 0);
  struct activation y = make_activation(x->element, x->height, x->width, x->channels);
  for (size_t k = 0; k < num_values(x); k++) {
    const size_t c = k % x->channels, group = c / (x->channels / groups);
    y.values[k - c + c % (x->channels / groups) * groups + group] = x->values[k];
  }
  append(draft, (struct built_layer){.kind = CHANNEL_SHUFFLE, .attributes = {groups}}, y);
}

const struct draw branch_draws[] = {
    {append_add, 1u << BITPLANE_FLOAT32, 2},
    {append_concat, 1u << BITPLANE_BITS | 1u << BITPLANE_FLOAT32, 1},
    {append_channel_shuffle, 1u << BITPLANE_BITS | 1u << BITPLANE_FLOAT32, 1},
    {0},
};

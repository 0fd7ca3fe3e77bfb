// A network while it is being drawn: layers are appended with what the oracle says they give.
#ifndef BITPLANE_TESTS_DRAFT_H_
#define BITPLANE_TESTS_DRAFT_H_

#include "random_network.h"

// Groups and branches multiply: without a bound a few layers have more channels than a test has seconds.
enum { MAX_CHANNELS = 300 };

struct draft {
  struct random random;
  struct builder builder;
  struct random_network network;
  uint32_t top;  // the tensor that the next layer reads
};

const struct activation* top(const struct draft* draft);

// Appends a layer that reads the top (and layer.inputs[1], if any) and gives `output`, which becomes the top.
void append(struct draft* draft, struct built_layer layer, struct activation output);

// 1, or a number that divides the channels.
uint32_t draw_groups(struct draft* draft, uint32_t channels);

// A window that fits the top, with pads of at most max_pad.
struct geometry draw_geometry(struct draft* draft, uint32_t max_pad);
void put_geometry(const struct geometry* geometry, uint32_t attributes[16]);

// Stored signs, free() them; and their section, [rows, columns].
uint8_t* draw_signs(struct draft* draft, size_t num);
uint32_t add_signs(struct draft* draft, const uint8_t* signs, size_t rows, size_t columns);

// Draws `num` numbers of both signs, zeros among them; returns their section.
uint32_t add_floats(struct draft* draft, size_t num, float* floats);

// A kind of layer that can follow a tensor of some elements. `append` may append nothing, where none fits.
struct draw {
  void (*append)(struct draft* draft);
  unsigned after;   // set of 1 << enum bitplane_element
  uint32_t weight;  // how often it is drawn, beside others that can follow
};

// Each file of draws lists its own; the last has weight 0.
extern const struct draw branch_draws[], byte_draws[], convolution_draws[], float_draws[], pool_draws[];

// What a network ends with.
void append_int8_conv2d(struct draft* draft);
void append_binary_conv2d(struct draft* draft, uint32_t group_filters);
void append_affine(struct draft* draft);
void append_average_pool(struct draft* draft);
void append_int8_dense(struct draft* draft);

#endif

// Random networks with what each of their layers must give for one image.
#ifndef BITPLANE_TESTS_RANDOM_NETWORK_H_
#define BITPLANE_TESTS_RANDOM_NETWORK_H_

#include "builder.h"
#include "oracle.h"
#include "random.h"

struct random_network {
  struct built_file file;
  uint32_t num_layers;
  struct activation outputs[BUILDER_MOST_LAYERS + 1];  // by tensor; the first is the image
  uint8_t* image;
};

// Equal seeds give equal networks. An int8 convolution and a threshold; up to three blocks of binary convolution,
// threshold and sometimes a pool; then a binary convolution whose sums become floats. Windows, groups, padding and
// bounds are drawn freely. Now and then a threshold reads sums that another layer reads too, so that they must exist.
struct random_network make_random_network(uint64_t seed);
void free_random_network(struct random_network* network);

#endif

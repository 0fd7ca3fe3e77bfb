// Random networks with what each of their layers must give for one image.
#ifndef BITPLANE_TESTS_RANDOM_NETWORK_H_
#define BITPLANE_TESTS_RANDOM_NETWORK_H_

#include "builder.h"
#include "oracle.h"
#include "random.h"

struct random_network {
  struct built_file file;
  uint32_t num_layers;
  struct activation outputs[BUILDER_MAX_LAYERS + 1];  // by tensor; the first is the image
  uint8_t* image;
};

// Equal seeds give equal networks. Up to twenty layers of any kinds in any order that is
// legal, then a mean or a classifier. Windows, groups, masks, padding and bounds are drawn freely; a layer may read
// what others read too, and may be read by none.
struct random_network make_random_network(uint64_t seed);
void free_random_network(struct random_network* network);

#endif

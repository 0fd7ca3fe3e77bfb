// On a big-endian machine no file is read, sound or not.
#include "check.h"
#include "random_network.h"

int main(void) {
  struct random_network network = make_random_network(1);
  struct bitplane_model model;
  check(bitplane_model_load(network.file.bytes, network.file.nbytes, &model) == BITPLANE_BIG_ENDIAN_HOST, "a model");
  check(bitplane_model_load(network.image, 0, &model) == BITPLANE_BIG_ENDIAN_HOST, "no bytes");
  check(model.faulty_layer == UINT32_MAX, "no layer is to blame");
  free_random_network(&network);
  return report();
}

// Every bit of small models, flipped: the checksum shows it; with the checksum made right again, the file is rejected
// or safe to run, which the sanitizers watch. Arguments: .bpm files, besides the two models that are built here.
#include <stdlib.h>
#include <string.h>

#include "bounded_run.h"
#include "check.h"
#include "loader_models.h"
#include "model_file.h"

static void test_flips(const struct built_file* whole, const char* name) {
  const struct run_bounds bounds = {.arena_nbytes = 1 << 22, .num_products = 1e6};
  // Exactly as long as the file, so that a sanitizer sees a read beyond.
  uint8_t* bytes = malloc(whole->nbytes);
  for (size_t at = 0; at < whole->nbytes; at++) {
    for (int bit = 0; bit < 8; bit++) {
      struct bitplane_model model;
      memcpy(bytes, whole->bytes, whole->nbytes);
      bytes[at] ^= (uint8_t)(1 << bit);
      check(bitplane_model_load(bytes, whole->nbytes, &model) != BITPLANE_OK, "%s: bit %d of byte %zu is not missed",
            name, bit, at);
      seal_file(bytes, whole->nbytes);
      check(run_bounded(bytes, whole->nbytes, &bounds).agrees, "%s: bit %d of byte %zu: kernels differ", name, bit, at);
    }
  }
  free(bytes);
}

int main(int argc, char** argv) {
  const struct built_file built[] = {small_model(), branched_model()};
  static const char* const names[] = {"small", "branched"};
  for (size_t k = 0; k < sizeof built / sizeof built[0]; k++) {
    test_flips(&built[k], names[k]);
    free(built[k].bytes);
  }
  for (int k = 1; k < argc; k++) {
    const struct built_file file = read_model(argv[k]);
    check(file.bytes != NULL, "%s cannot be read", argv[k]);
    if (file.bytes != NULL) test_flips(&file, argv[k]);
    free(file.bytes);
  }
  return report();
}

// The order of weights that kernels with one filter in each 64-bit lane read.
#include <string.h>

#include "kernels.h"

bitplane_bgemm_pack_fn bitplane_pack_words;

BITPLANE_ONCE uint64_t bitplane_pack_words(size_t filter_block, size_t num_filters, size_t num_words,
                                           const uint64_t* rows, void* packed) {
  const uint64_t num_blocks = (num_filters + filter_block - 1) / filter_block;
  const uint64_t nbytes = num_blocks * filter_block * num_words * sizeof *rows;
  if (packed == NULL) return nbytes;
  memset(packed, 0, (size_t)nbytes);
  for (size_t filter = 0; filter < num_filters; filter++) {
    uint64_t* to = (uint64_t*)packed + filter / filter_block * filter_block * num_words + filter % filter_block;
    for (size_t k = 0; k < num_words; k++) to[k * filter_block] = rows[filter * num_words + k];
  }
  return nbytes;
}

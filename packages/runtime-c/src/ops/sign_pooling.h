// Max-pool on signs, row by row, for the layer itself and for the convolutions that pool their signs.
#ifndef BITPLANE_OPS_SIGN_POOLING_H_
#define BITPLANE_OPS_SIGN_POOLING_H_

#include "pooling.h"

enum { BITPLANE_SIGN_POOLING_MINIMUM = 0, BITPLANE_SIGN_POOLING_SECTIONS };

struct bitplane_sign_pooling {
  struct bitplane_pooling geometry;
  size_t num_words;          // of a pixel
  size_t row_words;          // of a row of the input
  size_t num_open;           // max rows of the output that are unfinished at a time
  const uint64_t* minimum;   // [num_words], in the file
  const uint64_t* inverted;  // [row_words]: the same for each pixel of a row
};

// Plans the pooling of a checked layer of kind `bit-max-pool`.
struct bitplane_sign_pooling bitplane_plan_sign_pooling(const struct bitplane_layer* layer,
                                                        struct bitplane_arena* arena);

// The rows of the input that rows [first, end) of the output need, first < end, and those between them.
struct bitplane_span bitplane_rows_read(const struct bitplane_sign_pooling* pooling, size_t first, size_t end);

// Rows [first, end) of an output that are being made; `first` advances as rows are completed.
struct bitplane_pooled_rows {
  size_t first, end;
  uint64_t* open;    // [num_open, row_words]
  uint64_t* output;  // the whole tensor
};

// Combines one row of signs, [row_words], into the output rows that read it. A row is complete once all that
// bitplane_rows_read() says have been taken, in order.
void bitplane_pool_signs(const struct bitplane_sign_pooling* pooling, size_t row, const uint64_t* signs,
                         struct bitplane_pooled_rows* rows);

#endif

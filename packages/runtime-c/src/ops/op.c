// The list of all layer kinds.
#include "op.h"

const char bitplane_plain_loops[] = "portable";

const struct bitplane_op* bitplane_find_op(uint32_t kind) {
  static const struct bitplane_op* const ops[] = {
      &bitplane_int8_conv2d,   &bitplane_binary_conv2d, &bitplane_threshold,    &bitplane_bit_max_pool,
      &bitplane_affine,        &bitplane_prelu,         &bitplane_average_pool, &bitplane_relu,
      &bitplane_sign,          &bitplane_add,           &bitplane_concat,       &bitplane_max_pool,
      &bitplane_residual_sign, &bitplane_plane_sum,     &bitplane_int8_dense,   &bitplane_multi_threshold,
  };
  for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
    if (ops[i]->kind == kind) return ops[i];
  }
  return NULL;
}

// Elements of a tensor by flat index. Data need not be aligned: golden vectors are read in place.
#ifndef BITPLANE_TOOLS_ELEMENTS_H_
#define BITPLANE_TOOLS_ELEMENTS_H_

#include "bitplane/bitplane.h"

size_t num_elements(const struct bitplane_tensor* tensor);

// A number of any element type, exactly; bits are 0 or 1.
double element_at(const struct bitplane_tensor* tensor, size_t index);

// Whether two tensors of one type agree at an element, floats bit by bit.
int same_element(const struct bitplane_tensor* a, const struct bitplane_tensor* b, size_t index);

#endif

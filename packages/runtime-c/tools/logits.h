#ifndef BITPLANE_TOOLS_LOGITS_H_
#define BITPLANE_TOOLS_LOGITS_H_

#include "bitplane/bitplane.h"

// Ends the program with EXIT_FAILED if the model's output has no order to take a class from (bits).
void require_logits(const char* path, const struct bitplane_model* model);

// Index of the largest element, the lowest of equals.
size_t class_of(const struct bitplane_tensor* logits);

#endif

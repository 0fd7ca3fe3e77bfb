#ifndef BITPLANE_FUZZ_REPAIR_H_
#define BITPLANE_FUZZ_REPAIR_H_

#include "container.h"
#include "random.h"

// Makes layer `index` follow from its inputs, as far as its kind lets it: reads earlier tensors of elements that the
// kind takes, gives the shape that window and kind ask for, and has sections of the right type and size with values in
// their range. Returns false where the layer cannot be saved: a window that fits nowhere, or more than MAX_NBYTES.
bool repair_layer(struct container* container, uint32_t index, struct random* random);

// A layer needs no more than this of sections or output to be worth a fuzzer's time.
enum { REPAIR_MAX_NBYTES = 1 << 16 };

#endif

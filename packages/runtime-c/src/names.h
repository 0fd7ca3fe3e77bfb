// The names in a file, which programs print and graphs are put together by.
#ifndef BITPLANE_NAMES_H_
#define BITPLANE_NAMES_H_

#include "format.h"

// Whether `name` is UTF-8 of no more bytes than the format allows.
bool bitplane_name_is_sound(const char* name);

// Whether the name of layer `index` is sound and not empty, and neither the image's nor that of an earlier layer. The
// names of those have been checked.
bool bitplane_layer_name_is_sound(const struct bitplane_model* model, uint32_t index);

#endif

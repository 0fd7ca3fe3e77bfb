// The names of the classes that a .bpm file may end with (docs/format.md, "Class names"). The library ignores them.
#ifndef BITPLANE_TOOLS_CLASS_NAMES_H_
#define BITPLANE_TOOLS_CLASS_NAMES_H_

#include <stdbool.h>

#include "bitplane/bitplane.h"

// Names each ended by a zero byte, one after the other, inside the model's file.
struct class_names {
  const char* bytes;
  size_t num_names;
};

// None for a file without names. Returns false for more names than scores, and for empty or truncated ones.
bool find_class_names(const struct bitplane_model* model, struct class_names* names);

// The same, but ends the program with EXIT_FAILED instead of returning false. path: for the message.
struct class_names read_class_names(const char* path, const struct bitplane_model* model);

// NULL for a score without a name.
const char* class_name(const struct class_names* names, size_t index);

#endif

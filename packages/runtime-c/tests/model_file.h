// Reads a .bpm file.
#ifndef BITPLANE_TESTS_MODEL_FILE_H_
#define BITPLANE_TESTS_MODEL_FILE_H_

#include "builder.h"

// The caller frees bytes, which are NULL where the file cannot be read.
struct built_file read_model(const char* path);

#endif

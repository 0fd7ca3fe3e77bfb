// Two small models that hold every kind, for the loader to reject once something is changed.
#ifndef BITPLANE_TESTS_LOADER_MODELS_H_
#define BITPLANE_TESTS_LOADER_MODELS_H_

#include "builder.h"

// Convolutions in a line, and what follows them.
struct built_file small_model(void);

// Branches, planes, a mask and a classifier.
struct built_file branched_model(void);

// Layers of the branched model …
enum {
  BRANCHED_RELU = 2,
  BRANCHED_CONCAT = 3,
  BRANCHED_MAX_POOL = 4,
  BRANCHED_ADD = 5,
  BRANCHED_SIGNS = 6,
  BRANCHED_MASKED = 7,
  BRANCHED_SUM = 8,
  BRANCHED_BIT_CONCAT = 10,
  BRANCHED_MEAN = 11,
  BRANCHED_DENSE = 12
};

// … and sections.
enum { BRANCHED_WEIGHTS_AT = 3, BRANCHED_FLOATS_AT = 5, BRANCHED_SCALES_AT = 6, BRANCHED_SIGNS_AT, BRANCHED_MASK_AT };

#endif

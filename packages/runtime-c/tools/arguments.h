// Long options: --name VALUE.
#ifndef BITPLANE_TOOLS_ARGUMENTS_H_
#define BITPLANE_TOOLS_ARGUMENTS_H_

#include <stddef.h>
#include <stdint.h>

struct option {
  const char* name;    // with its two dashes
  const char** value;  // set to what follows it; keeps its value where the option is not given
};

// Reads argv[0 … argc) and ends the program with EXIT_USAGE at anything that is not one of the options. The list ends
// with name NULL.
void read_options(int argc, char** argv, const struct option* options);

// The option's value, which must have been given.
const char* require_option(const char* name, const char* value);

// A whole number of `min` or more, or `otherwise` where the option was not given.
uint32_t read_number(const char* name, const char* text, uint32_t min, uint32_t otherwise);

#endif

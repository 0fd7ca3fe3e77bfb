#ifndef BITPLANE_TOOLS_MAPPED_FILE_H_
#define BITPLANE_TOOLS_MAPPED_FILE_H_

#include <stddef.h>
#include <stdint.h>

// A file's bytes, read-only, mapped until the program ends.
struct mapped_file {
  const char* path;
  const uint8_t* bytes;
  size_t nbytes;
};

// Ends the program with EXIT_FAILED if the file cannot be read or is empty.
struct mapped_file map_file(const char* path);

#endif

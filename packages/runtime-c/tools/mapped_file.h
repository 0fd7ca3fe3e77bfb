#ifndef BITPLANE_TOOLS_MAPPED_FILE_H_
#define BITPLANE_TOOLS_MAPPED_FILE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A file's bytes, read-only, mapped until unmap_file or the program's end.
struct mapped_file {
  const char* path;
  const uint8_t* bytes;
  size_t nbytes;
  void* mapping;  // the same bytes, as munmap takes them
};

// Ends the program with EXIT_FAILED if the file cannot be read or is empty.
struct mapped_file map_file(const char* path);

void unmap_file(const struct mapped_file* file);

// Takes a file that nothing has mapped out of the page cache, so that it is read from the disk the next time. Returns
// whether none of it is left there: a file in memory (tmpfs) stays, and only Linux has the calls.
bool evict_file(const char* path);

#endif

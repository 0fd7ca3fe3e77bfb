#ifndef BITPLANE_TOOLS_FRAME_FOLDER_H_
#define BITPLANE_TOOLS_FRAME_FOLDER_H_

#include <stdbool.h>
#include <stddef.h>

// A folder whose files are taken one by one: those that are there, by name, then new and changed ones.
struct frame_folder {
  const char* path;
  struct folder_file* files;  // by name
  size_t num_files, capacity;
};

// Returns the path of the next file, valid until the next call, or NULL where there is none now. A file is taken once
// two calls have found it with the same size and time, so that what another program still writes is not read. Hidden
// files are left out. Ends the program with EXIT_FAILED if the folder cannot be read.
const char* next_file(struct frame_folder* folder);

void close_folder(struct frame_folder* folder);

#endif

#ifndef BITPLANE_TOOLS_LOADED_NETWORK_H_
#define BITPLANE_TOOLS_LOADED_NETWORK_H_

#include "bitplane/bitplane.h"
#include "mapped_file.h"

// A model's file made ready for this CPU.
struct loaded_network {
  const char* path;
  struct mapped_file file;
  void* arena;
  struct bitplane_model model;
  struct bitplane_network* network;
  size_t arena_nbytes;
  struct bitplane_workers workers;
};

// How a network is to run.
struct loading {
  uint32_t num_threads;
  bool spreads_images;  // among the threads, in a batch
  bool splits_all;      // layers that are too small to gain, too
};

// Ends the program with EXIT_FAILED, saying why, if the file cannot be read, is not sound, or needs more memory than
// there is.
struct loaded_network load_network(const char* path, const struct loading* loading);

void unload_network(struct loaded_network* loaded);

// Runs one image; a failure ends the program.
struct bitplane_tensor run_image(const struct loaded_network* loaded, const uint8_t* image,
                                 const struct bitplane_observer* observer);

// Runs a batch; a failure ends the program.
void run_batch(const struct loaded_network* loaded, const struct bitplane_batch* batch);

#endif

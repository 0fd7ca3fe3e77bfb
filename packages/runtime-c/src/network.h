// A model made ready: what bitplane_network_init builds and bitplane_run walks.
#ifndef BITPLANE_NETWORK_H_
#define BITPLANE_NETWORK_H_

#include "split.h"

struct bitplane_built_step {
  struct bitplane_job job;
  size_t shared_nbytes;
  size_t input_offset, output_offset;  // among the tensors; the image's is BITPLANE_CALLERS
  struct bitplane_step description;
};

#define BITPLANE_CALLERS SIZE_MAX

struct bitplane_network {
  uint32_t num_steps;
  struct bitplane_built_step* steps;
  const struct bitplane_built_step* output;  // the step that makes the model's output; not always the last one
  struct bitplane_workers workers;
  float min_part;
  uint32_t num_slots;  // images that run at the same time: one slot per worker if images are spread, else 1
  uint8_t* tensors;    // one piece per slot
  uint8_t* memory;     // the same; per step: what is shared, then scratch per worker
  size_t tensors_nbytes, memory_nbytes;  // of a piece
  size_t image_nbytes;
};

#endif

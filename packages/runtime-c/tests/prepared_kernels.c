#include "prepared_kernels.h"

#include <stdlib.h>
#include <string.h>

#include "kernels/lookup.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, nbytes) ((void)(address), (void)(nbytes))
#endif

enum { GUARD_NBYTES = 64 };

uint8_t* guarded(size_t nbytes) {
  uint8_t* memory = aligned_alloc(64, (nbytes + GUARD_NBYTES + 63) / 64 * 64);
  return memset(memory, GUARD_BYTE, nbytes + GUARD_NBYTES);
}

struct packed_filters pack_filters(const struct bitplane_bgemm_kernel* kernel, const struct filter_rows* filters,
                                   size_t offset) {
  const size_t block = kernel->filter_block;
  const size_t nbytes = (size_t)kernel->pack(block, filters->num, filters->num_words, filters->rows, NULL);
  uint8_t* memory = guarded(offset + nbytes);
  struct packed_filters packed = {memory, memory + offset, (filters->num + block - 1) / block, true};
  kernel->pack(block, filters->num, filters->num_words, filters->rows, packed.weights);
  for (size_t i = 0; i < offset; i++) packed.is_whole &= memory[i] == GUARD_BYTE;
  for (size_t i = 0; i < 8; i++) packed.is_whole &= memory[offset + nbytes + i] == GUARD_BYTE;
  // From here on the kernel reads, and no byte more.
  ASAN_POISON_MEMORY_REGION(memory + offset + nbytes, GUARD_NBYTES);
  return packed;
}

struct prepared_lanes prepare_lanes(const struct bitplane_lanes_kernel* kernel, const struct lane_problem* problem) {
  const struct lane_geometry* g = &problem->geometry;
  const struct filter_rows* filters = &problem->filters;
  const size_t num_pixels = g->width * g->height, num_planes = g->num_words * BITPLANE_WORD_GROUPS;
  const size_t num_outputs = g->output_width * g->output_height;
  struct prepared_lanes prepared = {
      .image =
          {
              .width = g->width,
              .num_words = g->num_words,
              .padding = problem->padding,
              .plane_nbytes = num_pixels + BITPLANE_LANE_SLACK,
              .tap_rows = g->tap_rows,
              .tap_columns = g->tap_columns,
              .row_dilation = g->row_dilation,
              .row_stride = g->row_stride,
              .output_width = g->output_width,
          },
      .num_blocks = (filters->num + kernel->filter_block - 1) / kernel->filter_block,
  };
  const size_t planes_nbytes = num_planes * prepared.image.plane_nbytes;
  const size_t lanes_nbytes = (g->tap_rows * g->tap_columns * num_planes + BITPLANE_LANE_GAP) * BITPLANE_LANE_PIXELS;
  const size_t packed_nbytes = (size_t)kernel->pack(filters->num, filters->num_words, filters->rows, NULL);
  prepared.planes = guarded(planes_nbytes);
  prepared.lanes = guarded(lanes_nbytes);
  prepared.packed = guarded(packed_nbytes);
  const size_t middle = g->height / 2 * g->width;
  if (middle > 0) kernel->split(&prepared.image, problem->image, 0, middle, prepared.planes);
  kernel->split(&prepared.image, problem->image, middle, num_pixels, prepared.planes);
  kernel->gather(&prepared.image, prepared.planes, 0,
                 num_outputs < BITPLANE_LANE_PIXELS ? num_outputs : BITPLANE_LANE_PIXELS, prepared.lanes);
  kernel->pack(filters->num, filters->num_words, filters->rows, prepared.packed);
  prepared.is_whole = prepared.planes[planes_nbytes] == GUARD_BYTE && prepared.lanes[lanes_nbytes] == GUARD_BYTE &&
                      prepared.packed[packed_nbytes] == GUARD_BYTE;
  return prepared;
}

void free_prepared_lanes(struct prepared_lanes* prepared) {
  free(prepared->planes);
  free(prepared->lanes);
  free(prepared->packed);
}

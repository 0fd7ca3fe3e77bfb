// There are more parts than workers, so that a slow core takes fewer. Each part makes its units as a single thread
// would, with C's floats: the bits do not depend on who makes what.
#include "split.h"

#include "float_environment.h"

// More parts per worker balance the load no better.
enum { MAX_ROUNDS = 64 };

uint32_t bitplane_num_parts(const struct bitplane_work* work, const struct bitplane_team* team) {
  const uint32_t num_workers = team->workers == NULL ? 1 : team->workers->num_workers;
  const float paying = work->cost / team->min_part;
  if (num_workers < 2 || paying < 2 || work->num_units < 2) return 1;
  // The same number per worker, and none larger than a tile.
  const size_t share = (work->num_units - 1) / num_workers + 1;
  const size_t num_rounds = (share - 1) / work->tile_units + 1;
  size_t num_parts = (num_rounds < MAX_ROUNDS ? num_rounds : MAX_ROUNDS) * num_workers;
  if (paying < (float)num_parts) num_parts = (size_t)paying;
  return (uint32_t)(num_parts < work->num_units ? num_parts : work->num_units);
}

struct split {
  const struct bitplane_job* job;
  const struct bitplane_operands* operands;
  uint32_t num_parts;
};

// Returns where a part starts. Kernels take up to four rows at a time.
static size_t first_unit(const struct split* split, uint32_t part) {
  const size_t num_units = split->job->work.num_units, num_parts = split->num_parts;
  const size_t first = num_units / num_parts * part + num_units % num_parts * part / num_parts;
  const bool is_inside = part > 0 && part < num_parts;
  return is_inside && num_units >= num_parts * 16 ? (first + 2) / 4 * 4 : first;
}

static void run_part(void* context, uint32_t part, uint32_t worker) {
  const struct split* split = context;
  struct bitplane_operands operands = *split->operands;
  operands.scratch = (uint8_t*)operands.scratch + worker * split->job->scratch_nbytes;
  operands.first = first_unit(split, part);
  operands.end = first_unit(split, part + 1);
  const uintptr_t before = bitplane_enter_floats();
  split->job->op->run(split->job->state, &operands);
  bitplane_leave_floats(before);
}

enum bitplane_status bitplane_run_job(const struct bitplane_job* job, const struct bitplane_operands* operands,
                                      const struct bitplane_team* team) {
  if (job->op->begin != NULL) job->op->begin(job->state, operands);
  struct split split = {job, operands, bitplane_num_parts(&job->work, team)};
  if (split.num_parts > 1) return team->workers->run(team->workers->pool, split.num_parts, run_part, &split);
  run_part(&split, 0, 0);
  return BITPLANE_OK;
}

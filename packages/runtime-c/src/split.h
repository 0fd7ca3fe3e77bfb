// Splits a step's work among workers.
#ifndef BITPLANE_SPLIT_H_
#define BITPLANE_SPLIT_H_

#include "ops/op.h"

struct bitplane_team {
  const struct bitplane_workers* workers;  // NULL for the caller's thread alone
  float min_part;                          // cost of a part that pays
};

// A step without its operands.
struct bitplane_job {
  const struct bitplane_op* op;
  const void* state;
  struct bitplane_work work;
  size_t scratch_nbytes;  // of each worker's piece
};

// Returns the number of parts into which the team splits the work: 1 where splitting does not pay.
uint32_t bitplane_num_parts(const struct bitplane_work* work, const struct bitplane_team* team);

// Makes the job's whole output. operands->scratch: one piece per worker, side by side. Errors: those of
// workers->run.
enum bitplane_status bitplane_run_job(const struct bitplane_job* job, const struct bitplane_operands* operands,
                                      const struct bitplane_team* team);

#endif

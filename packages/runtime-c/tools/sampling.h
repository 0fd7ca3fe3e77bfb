// Times that count: samples in rounds, taken while the core was ours.
#ifndef BITPLANE_TOOLS_SAMPLING_H_
#define BITPLANE_TOOLS_SAMPLING_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "statistics.h"

// Rows that no probe came between.
struct stretch {
  uint64_t
      probe_ns;  // the slower one of the probes before and after it; UINT64_MAX if the core was taken away meanwhile
  size_t num_rows;
  uint32_t round;
};

// What is measured, and what came of it: rows of `width` times in nanoseconds.
struct series {
  void (*measure)(void* state, uint64_t* row);  // does the work once and writes one row
  void* state;
  size_t width;
  bool is_one_thread;  // its time on a core is then compared with the clock

  uint64_t* rows;
  size_t num_rows, row_capacity;
  struct stretch* stretches;
  size_t num_stretches, stretch_capacity;
  // After take_samples: the number of rows in the first 1, 2, … rounds that count, and of those that were left out.
  size_t* round_ends;
  size_t num_dropped;
};

struct sampling_plan {
  uint32_t num_rounds;    // that are to count
  uint64_t round_ns;      // of each series in each round, at least
  size_t rows_per_round;  // of each series, at least
  bool keeps_disturbed;   // where too little would be left
};

struct sampling_outcome {
  uint32_t num_run, num_counted;  // rounds
  bool is_noisy;                  // too few rounds were undisturbed
};

// Measures the series in turn, round by round, probing the core every 100 us. A stretch between two probes is disturbed
// if one of them was slow or the system gave the core to others for more than 3 % of it. A round counts if at least
// half of the rows of each series are undisturbed; of these rounds, the undisturbed rows are kept. Runs at most four
// times as many rounds as are to count. If fewer than half of those count, the outcome is noisy: then all rows of all
// rounds are kept if the plan says so, and none otherwise. The series are filled from empty; free_series frees them.
struct sampling_outcome take_samples(struct series* series, size_t num_series, const struct sampling_plan* plan);

// Order statistics of one column, over all rows kept.
struct summary summarize_column(const struct series* series, size_t column);

// Median of one column in the round-th round that counts.
uint64_t round_median(const struct series* series, size_t column, uint32_t round);

void free_series(struct series* series);

#endif

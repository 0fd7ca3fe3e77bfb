// Everything is recorded first and judged afterwards, since only then the best probe is known.
#include "sampling.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "core_probe.h"
#include "fail.h"

enum { STRETCH_NS = 100000, PATIENCE = 4, MAX_ROUND_NUMBERS = 1 << 16, LOST_PARTS = 32 };

static void* grow(void* items, size_t* capacity, size_t size) {
  *capacity = *capacity == 0 ? 64 : 2 * *capacity;
  void* grown = *capacity > SIZE_MAX / size ? NULL : realloc(items, *capacity * size);
  if (grown == NULL) fail(EXIT_FAILED, "no memory for %zu samples of %zu bytes", *capacity, size);
  return grown;
}

static uint64_t* next_row(struct series* series) {
  if (series->num_rows == series->row_capacity) {
    series->rows = grow(series->rows, &series->row_capacity, series->width * sizeof *series->rows);
  }
  return series->rows + series->num_rows++ * series->width;
}

static void add_stretch(struct series* series, struct stretch stretch) {
  if (series->num_stretches == series->stretch_capacity) {
    series->stretches = grow(series->stretches, &series->stretch_capacity, sizeof *series->stretches);
  }
  series->stretches[series->num_stretches++] = stretch;
}

// Measures until the stretch is long enough or max_rows are there. Returns whether the core was ours meanwhile.
static bool run_stretch(struct series* series, size_t max_rows) {
  const size_t last = series->num_rows + max_rows;
  const uint64_t start_cpu = thread_cpu_ns(), start = now_ns();
  uint64_t ns;
  do {
    series->measure(series->state, next_row(series));
    ns = now_ns() - start;
  } while (ns < STRETCH_NS && series->num_rows < last);
  const uint64_t cpu_ns = thread_cpu_ns() - start_cpu;
  return !series->is_one_thread || cpu_ns + ns / LOST_PARTS >= ns;
}

static void run_round(struct series* series, uint32_t round, const struct sampling_plan* plan) {
  const size_t max_rows = series->width < MAX_ROUND_NUMBERS ? MAX_ROUND_NUMBERS / series->width : 1;
  const size_t min_rows = plan->rows_per_round < max_rows ? plan->rows_per_round : max_rows;
  const size_t first_row = series->num_rows;
  const uint64_t end = now_ns() + plan->round_ns;
  uint64_t before = probe_core_ns();
  size_t num_rows = 0;
  do {
    const size_t num_wanted = plan->round_ns == 0 ? min_rows - num_rows : max_rows - num_rows;
    const bool was_ours = run_stretch(series, num_wanted);
    const uint64_t after = probe_core_ns();
    const uint64_t slower = before > after ? before : after;
    add_stretch(series,
                (struct stretch){was_ours ? slower : UINT64_MAX, series->num_rows - first_row - num_rows, round});
    num_rows = series->num_rows - first_row;
    before = after;
  } while (num_rows < min_rows || (num_rows < max_rows && now_ns() < end));
}

static int compare(const void* left, const void* right) {
  const uint64_t a = *(const uint64_t*)left, b = *(const uint64_t*)right;
  return (a > b) - (a < b);
}

// The best hundredth of the probes: one that a clock of coarse steps made too short shall not decide.
static uint64_t best_probe(const struct series* series, size_t num_series) {
  size_t num = 0;
  for (size_t i = 0; i < num_series; i++) num += series[i].num_stretches;
  if (num == 0) return UINT64_MAX;
  uint64_t* probes = calloc(num, sizeof *probes);
  if (probes == NULL) fail(EXIT_FAILED, "no memory for %zu probes", num);
  num = 0;
  for (size_t i = 0; i < num_series; i++) {
    for (size_t k = 0; k < series[i].num_stretches; k++) probes[num++] = series[i].stretches[k].probe_ns;
  }
  qsort(probes, num, sizeof *probes, compare);
  const uint64_t best = probes[(num - 1) / 100];
  free(probes);
  return best;
}

static bool is_kept(const struct stretch* stretch, uint64_t best_ns) {
  return stretch->probe_ns != UINT64_MAX && is_quiet(stretch->probe_ns, best_ns);
}

// Of one round, which starts at *position; moves it to the next round's start.
static bool is_half_quiet(const struct series* series, size_t* position, uint64_t best_ns) {
  const uint32_t round = series->stretches[*position].round;
  size_t num_rows = 0, num_kept = 0;
  for (; *position < series->num_stretches && series->stretches[*position].round == round; ++*position) {
    const struct stretch* stretch = &series->stretches[*position];
    num_rows += stretch->num_rows;
    if (is_kept(stretch, best_ns)) num_kept += stretch->num_rows;
  }
  return 2 * num_kept >= num_rows && num_kept > 0;
}

// Sets counts[round] and returns how many rounds count.
static uint32_t judge_rounds(const struct series* series, size_t num_series, uint64_t best_ns, uint32_t num_run,
                             bool* counts) {
  uint32_t num_counted = 0;
  for (uint32_t round = 0; round < num_run; round++) counts[round] = true;
  for (size_t i = 0; i < num_series; i++) {
    size_t position = 0;
    for (uint32_t round = 0; round < num_run; round++) {
      if (!is_half_quiet(&series[i], &position, best_ns)) counts[round] = false;
    }
  }
  for (uint32_t round = 0; round < num_run; round++) num_counted += counts[round];
  return num_counted;
}

// Moves what is kept to the front and notes where rounds end. best_ns UINT64_MAX keeps everything.
static void keep_rows(struct series* series, const bool* counts, uint64_t best_ns, uint32_t num_counted) {
  const size_t row_nbytes = series->width * sizeof *series->rows;
  series->round_ends = calloc(num_counted == 0 ? 1 : num_counted, sizeof *series->round_ends);
  if (series->round_ends == NULL) fail(EXIT_FAILED, "no memory for %lu rounds", (unsigned long)num_counted);
  size_t num_kept = 0, from = 0, num_ended = 0;
  for (size_t k = 0; k < series->num_stretches; k++) {
    const struct stretch* stretch = &series->stretches[k];
    if (counts[stretch->round] && (best_ns == UINT64_MAX || is_kept(stretch, best_ns))) {
      memmove(series->rows + num_kept * series->width, series->rows + from * series->width,
              stretch->num_rows * row_nbytes);
      num_kept += stretch->num_rows;
    }
    from += stretch->num_rows;
    const bool ends_round = k + 1 == series->num_stretches || series->stretches[k + 1].round != stretch->round;
    if (ends_round && counts[stretch->round]) series->round_ends[num_ended++] = num_kept;
  }
  series->num_rows = num_kept;
}

struct sampling_outcome take_samples(struct series* series, size_t num_series, const struct sampling_plan* plan) {
  struct sampling_outcome outcome = {0};
  bool* counts = calloc((size_t)PATIENCE * plan->num_rounds, sizeof *counts);
  if (counts == NULL) fail(EXIT_FAILED, "no memory for %lu rounds", (unsigned long)plan->num_rounds);
  uint64_t best_ns = 0;
  while (outcome.num_counted < plan->num_rounds && outcome.num_run < PATIENCE * plan->num_rounds) {
    for (size_t i = 0; i < num_series; i++) run_round(&series[i], outcome.num_run, plan);
    outcome.num_run++;
    if (outcome.num_run < plan->num_rounds) continue;
    best_ns = best_probe(series, num_series);
    outcome.num_counted = judge_rounds(series, num_series, best_ns, outcome.num_run, counts);
  }

  outcome.is_noisy = 2 * outcome.num_counted < plan->num_rounds;
  if (outcome.is_noisy && plan->keeps_disturbed) {
    best_ns = UINT64_MAX;
    outcome.num_counted = outcome.num_run;
    for (uint32_t round = 0; round < outcome.num_run; round++) counts[round] = true;
  }
  for (size_t i = 0; i < num_series; i++) {
    const size_t num_measured = series[i].num_rows;
    keep_rows(&series[i], counts, best_ns, outcome.num_counted);
    series[i].num_dropped = num_measured - series[i].num_rows;
  }
  free(counts);
  return outcome;
}

static struct summary summarize_rows(const struct series* series, size_t column, size_t first, size_t end) {
  uint64_t* samples = calloc(end - first, sizeof *samples);
  if (samples == NULL) fail(EXIT_FAILED, "no memory for %zu samples", end - first);
  for (size_t row = first; row < end; row++) samples[row - first] = series->rows[row * series->width + column];
  const struct summary summary = summarize(samples, end - first);
  free(samples);
  return summary;
}

struct summary summarize_column(const struct series* series, size_t column) {
  return summarize_rows(series, column, 0, series->num_rows);
}

uint64_t round_median(const struct series* series, size_t column, uint32_t round) {
  const size_t first = round == 0 ? 0 : series->round_ends[round - 1];
  return summarize_rows(series, column, first, series->round_ends[round]).median;
}

void free_series(struct series* series) {
  free(series->rows);
  free(series->stretches);
  free(series->round_ends);
}

// Rounds and what is kept of them. How long a call takes is up to the machine, so what the gate drops is tested by
// calls that sleep: the system gives the core to others meanwhile.
#define _POSIX_C_SOURCE 200809L
#include "../tools/sampling.h"

#include <time.h>

#include "../tools/warm_up.h"
#include "check.h"

struct calls {
  uint64_t num;
  bool sleeps;
};

static void sleep_ms(long milliseconds) {
  const struct timespec time = {0, milliseconds * 1000000};
  nanosleep(&time, NULL);
}

// Rows count up, so that it shows which were kept.
static void count_calls(void* state, uint64_t* row) {
  struct calls* calls = state;
  if (calls->sleeps) sleep_ms(1);
  row[0] = ++calls->num;
  row[1] = 1000 + calls->num;
}

static struct series series_of(struct calls* calls) {
  return (struct series){.measure = count_calls, .state = calls, .width = 2};
}

static void test_everything_kept(void) {
  struct calls calls[2] = {{0}, {0}};
  struct series series[] = {series_of(&calls[0]), series_of(&calls[1])};
  const struct sampling_plan plan = {.num_rounds = 3, .rows_per_round = 2, .keeps_disturbed = true};
  const struct sampling_outcome outcome = take_samples(series, 2, &plan);
  check(outcome.num_run >= 3 && outcome.num_run <= 12, "%lu rounds were run", (unsigned long)outcome.num_run);
  check(calls[0].num == 2 * outcome.num_run, "two calls per round, got %lu", (unsigned long)calls[0].num);
  check(calls[1].num == calls[0].num, "as many of the other series, got %lu", (unsigned long)calls[1].num);
  check(outcome.num_counted > 0 && series[0].num_rows > 0, "rows are kept");
  check(series[0].num_rows + series[0].num_dropped == calls[0].num, "kept %zu and dropped %zu", series[0].num_rows,
        series[0].num_dropped);
  check(series[0].round_ends[outcome.num_counted - 1] == series[0].num_rows, "the last round ends with the rows");
  for (size_t row = 0; row < series[0].num_rows; row++) {
    check(series[0].rows[2 * row + 1] == series[0].rows[2 * row] + 1000, "row %zu is whole", row);
  }
  for (int i = 0; i < 2; i++) free_series(&series[i]);
}

#ifdef CLOCK_THREAD_CPUTIME_ID
static void test_core_taken_away(bool keeps) {
  struct calls calls = {.sleeps = true};
  struct series series = series_of(&calls);
  series.is_one_thread = true;
  const struct sampling_plan plan = {.num_rounds = 4, .rows_per_round = 1, .keeps_disturbed = keeps};
  const struct sampling_outcome outcome = take_samples(&series, 1, &plan);
  check(outcome.is_noisy, "sleeping is no time on the core");
  check(outcome.num_run == 16, "four times as many rounds, got %lu", (unsigned long)outcome.num_run);
  check(series.num_rows == (keeps ? 16u : 0u), "%zu rows are kept", series.num_rows);
  check(series.num_dropped == (keeps ? 0u : 16u), "%zu rows are dropped", series.num_dropped);
  if (keeps) {
    check(summarize_column(&series, 0).median == 8, "median of 1 to 16, rounded down");
    check(summarize_column(&series, 1).p95 == 1016, "p95 of the other column");
    check(round_median(&series, 0, 4) == 5, "a round of one row");
  }
  free_series(&series);
}

#else  // Nobody counts what a thread has of a core.
static void test_core_taken_away(bool keeps) { (void)keeps; }
#endif

// The 100 us of a stretch, again and again, until the round's time is over.
static void test_time(void) {
  struct calls calls = {.sleeps = true};
  struct series series = series_of(&calls);
  const struct sampling_plan plan = {
      .num_rounds = 2, .round_ns = 20000000, .rows_per_round = 1, .keeps_disturbed = true};
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  const struct sampling_outcome outcome = take_samples(&series, 1, &plan);
  clock_gettime(CLOCK_MONOTONIC, &end);
  const double ms = (double)(end.tv_sec - start.tv_sec) * 1e3 + (double)(end.tv_nsec - start.tv_nsec) / 1e6;
  check(ms >= 20.0 * outcome.num_run, "%lu rounds of 20 ms took %.1f ms", (unsigned long)outcome.num_run, ms);
  check(series.num_rows + series.num_dropped == calls.num, "each call is a row");
  free_series(&series);
}

static void count_call(void* state) {
  struct calls* calls = state;
  calls->num++;
  sleep_ms(1);
}

static void test_warm_up(void) {
  struct calls calls = {0};
  struct warm_up done = warm_up_calls(count_call, &calls, 5);
  check(calls.num == 5 && done.num_calls == 5 && done.ns >= 5000000, "five calls, as asked");
  done = warm_up_until_steady(count_call, &calls);
  check(done.num_calls == calls.num - 5, "%lu calls are counted", (unsigned long)done.num_calls);
  check(done.ns >= 60000000, "three blocks of 20 ms took %lu ns", (unsigned long)done.ns);
}

int main(void) {
  test_everything_kept();
  test_core_taken_away(false);
  test_core_taken_away(true);
  test_time();
  test_warm_up();
  return report();
}

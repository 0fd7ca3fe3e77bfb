// bitplane bench: rounds of whole images, timed without looking inside, and of images with a clock between the layers.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "bench_output.h"
#include "clock.h"
#include "commands.h"
#include "fail.h"
#include "fast_cores.h"
#include "images.h"
#include "workers.h"

enum { DEFAULT_SECONDS = 2, DEFAULT_ROUNDS = 10, MAX_SECONDS = 3600, MAX_ROUNDS = 1000 };

// What is timed.
struct bench {
  struct loaded_network loaded;
  const uint8_t* image;
};

// The progress of an image with a clock between the layers.
struct stopwatch {
  uint64_t* row;
  uint64_t last_ns;
};

static void run_once(void* state) {
  const struct bench* bench = state;
  run_image(&bench->loaded, bench->image, NULL);
}

static void time_image(void* state, uint64_t* row) {
  const uint64_t start = now_ns();
  run_once(state);
  row[0] = now_ns() - start;
}

static void stop_layer(void* context, uint32_t step, const struct bitplane_tensor* output) {
  struct stopwatch* watch = context;
  (void)output;
  watch->row[step] = now_ns() - watch->last_ns;
  watch->last_ns = now_ns();
}

static void time_layers(void* state, uint64_t* row) {
  const struct bench* bench = state;
  struct stopwatch watch = {row, now_ns()};
  run_image(&bench->loaded, bench->image, &(const struct bitplane_observer){stop_layer, &watch});
}

// Half a round or less is the least that a plan counts, so a number of images is spread over as many rounds as it has.
static struct sampling_plan plan_of(const char* seconds, const char* rounds, const char* repeats) {
  const uint32_t num_seconds = read_number("--seconds", seconds, 1, DEFAULT_SECONDS);
  const uint32_t num_repeats = read_number("--repeats", repeats, 1, 0);
  uint32_t num_rounds = read_number("--rounds", rounds, 1, DEFAULT_ROUNDS);
  if (seconds != NULL && repeats != NULL) fail(EXIT_USAGE, "options --seconds and --repeats: give one of them");
  if (num_seconds > MAX_SECONDS)
    fail(EXIT_USAGE, "option --seconds: expected at most %d, got '%s'", MAX_SECONDS, seconds);
  if (num_rounds > MAX_ROUNDS) fail(EXIT_USAGE, "option --rounds: expected at most %d, got '%s'", MAX_ROUNDS, rounds);
  if (repeats == NULL) {
    const uint64_t round_ns = num_seconds * UINT64_C(1000000000) / num_rounds;
    return (struct sampling_plan){.num_rounds = num_rounds, .round_ns = round_ns, .rows_per_round = 1};
  }
  if (num_rounds > num_repeats) num_rounds = num_repeats;
  const size_t rows_per_round = ((size_t)num_repeats + num_rounds - 1) / num_rounds;
  return (struct sampling_plan){.num_rounds = num_rounds, .rows_per_round = rows_per_round};
}

static bool keeps_disturbed(const char* noise) {
  if (noise == NULL || strcmp(noise, "reject") == 0) return false;
  if (strcmp(noise, "keep") != 0) fail(EXIT_USAGE, "option --noise: expected reject or keep, got '%s'", noise);
  return true;
}

// One number of threads, and all that is measured with it.
struct subject {
  struct bench bench;
  struct bench_record record;
};

static void load_subject(struct subject* subject, const char* model_path, uint32_t num_threads) {
  const struct loading loading = {.num_threads = num_threads};
  subject->record.num_threads = num_threads;
  subject->bench.loaded = load_timed(model_path, &loading, &subject->record.load);
  subject->record.loaded = &subject->bench.loaded;
}

// The series of whole images, then that of layers.
static void describe_series(struct subject* subject, struct series* series) {
  const bool is_one_thread = subject->record.num_threads == 1;
  series[0] =
      (struct series){.measure = time_image, .state = &subject->bench, .width = 1, .is_one_thread = is_one_thread};
  series[1] = (struct series){.measure = time_layers,
                              .state = &subject->bench,
                              .width = bitplane_num_steps(subject->bench.loaded.network),
                              .is_one_thread = is_one_thread};
  subject->record.images = &series[0];
  subject->record.layers = &series[1];
}

static void require_quiet(const struct sampling_outcome* outcome, const struct sampling_plan* plan) {
  if (!outcome->is_noisy || plan->keeps_disturbed) return;
  fail(EXIT_NOISY,
       "the core was not left alone: %lu of %lu rounds count, at least %lu are needed; stop other programs and keep "
       "the clock from changing, or take all times with --noise keep",
       (unsigned long)outcome->num_counted, (unsigned long)outcome->num_run, (unsigned long)(plan->num_rounds + 1) / 2);
}

// Before any thread starts, so that all of them do.
static struct core_list keep_to_fast_cores(const uint32_t* numbers, size_t count) {
  uint32_t most = 1;
  for (size_t i = 0; i < count; i++) most = numbers[i] > most ? numbers[i] : most;
  struct core_list cores = find_fast_cores("/sys/devices/system/cpu", most);
  keep_to_cores(&cores);
  return cores;
}

static void* allocate(size_t count, size_t size) {
  void* memory = calloc(count, size);
  if (memory == NULL) fail(EXIT_FAILED, "no memory for %zu times %zu bytes", count, size);
  return memory;
}

// All are loaded and warm before the first round, in which each has its turn.
int command_bench(int argc, char** argv) {
  const char *model_path = NULL, *raw_path = NULL, *seconds = NULL, *rounds = NULL, *repeats = NULL, *warmup = NULL,
             *threads = NULL, *noise = NULL;
  const struct option options[] = {{"--model", &model_path}, {"--input", &raw_path},  {"--seconds", &seconds},
                                   {"--rounds", &rounds},    {"--repeats", &repeats}, {"--warmup", &warmup},
                                   {"--threads", &threads},  {"--noise", &noise},     {NULL, NULL}};
  read_options(argc, argv, options);
  uint32_t numbers[MAX_THREAD_NUMBERS];
  const size_t num_subjects = read_thread_numbers(threads, numbers);
  struct sampling_plan plan = plan_of(seconds, rounds, repeats);
  plan.keeps_disturbed = keeps_disturbed(noise);
  const uint32_t num_warmup = read_number("--warmup", warmup, 0, 0);

  const struct core_list cores = keep_to_fast_cores(numbers, num_subjects);
  struct subject* subjects = allocate(num_subjects, sizeof *subjects);
  struct series* series = allocate(2 * num_subjects, sizeof *series);
  uint8_t* made = NULL;
  const uint8_t* image = NULL;
  for (size_t i = 0; i < num_subjects; i++) {
    struct subject* subject = &subjects[i];
    load_subject(subject, require_option("--model", model_path), numbers[i]);
    if (i == 0) {
      struct bitplane_tensor input;
      bitplane_model_input(&subject->bench.loaded.model, &input);
      if (raw_path == NULL) made = make_noise_image(input.nbytes);
      image = made != NULL ? made : open_raw_images(raw_path, &input).file.bytes;
    }
    subject->bench.image = image;
    time_image(&subject->bench, &subject->record.first_image_ns);
    // Of the others, the memory of the first is a part.
    subject->record.peak_nbytes = i == 0 ? peak_memory_nbytes() : 0;
    subject->record.num_rounds_asked = plan.num_rounds;
    subject->record.cores = &cores;
    subject->record.is_warmup_judged = warmup == NULL;
    describe_series(subject, &series[2 * i]);
  }
  for (size_t i = 0; i < num_subjects; i++) {
    struct bench* bench = &subjects[i].bench;
    subjects[i].record.warm_up =
        warmup == NULL ? warm_up_until_steady(run_once, bench) : warm_up_calls(run_once, bench, num_warmup);
  }
  const struct sampling_outcome outcome = take_samples(series, 2 * num_subjects, &plan);
  require_quiet(&outcome, &plan);
  for (size_t i = 0; i < num_subjects; i++) {
    subjects[i].record.outcome = outcome;
    print_bench(&subjects[i].record);
  }
  for (size_t i = 0; i < 2 * num_subjects; i++) free_series(&series[i]);
  for (size_t i = 0; i < num_subjects; i++) unload_network(&subjects[i].bench.loaded);
  free(made);
  free(series);
  free(subjects);
  return EXIT_SUCCESS;
}

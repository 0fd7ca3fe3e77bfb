// The line of JSON that bench prints. README.md describes it.
#include "bench_output.h"

#include <inttypes.h>
#include <stdio.h>

#include "clock.h"
#include "cpu_json.h"
#include "json.h"

static void print_head(const struct bench_record* record) {
  const struct bitplane_model* model = &record->loaded->model;
  fputs("{\"schema\":\"bitplane-bench/2\",\"program\":\"" BITPLANE_VERSION "\",\"compiler\":", stdout);
  print_json_string(BITPLANE_COMPILER);
  fputs(",\"flags\":", stdout);
  print_json_string(BITPLANE_FLAGS);
  fputs(",\"cpu\":", stdout);
  print_json_cpu();
  fputs(",\"model\":{\"name\":", stdout);
  print_json_string(model->name);
  printf(",\"crc32\":\"%08" PRIx32 "\",\"nbytes\":%zu},\"threads\":%" PRIu32, model->crc32, model->nbytes,
         record->num_threads);
  for (size_t i = 0; i < record->cores->count; i++) {
    printf("%s%u", i == 0 ? ",\"cores\":[" : ",", (unsigned)record->cores->cores[i]);
  }
  if (record->cores->count > 0) putchar(']');
}

// 0 is what could not be measured.
static void print_count(const char* name, uint64_t value) {
  if (value == 0) {
    printf(",\"%s\":null", name);
  } else {
    printf(",\"%s\":%" PRIu64, name, value);
  }
}

static void print_start(const struct bench_record* record) {
  printf(",\"arena_nbytes\":%zu", record->loaded->arena_nbytes);
  print_count("peak_nbytes", record->peak_nbytes);
  print_count("load_cold_ns", record->load.cold_ns);
  print_count("load_warm_ns", record->load.warm_ns);
  print_count("first_image_ns", record->first_image_ns);
  print_count("cpu_ns", process_cpu_ns());
  const char* steady = record->warm_up.is_steady ? "true" : "false";
  printf(",\"warmup\":{\"images\":%" PRIu64 ",\"ns\":%" PRIu64 ",\"steady\":%s}", record->warm_up.num_calls,
         record->warm_up.ns, record->is_warmup_judged ? steady : "null");
}

static void print_sampling(const struct bench_record* record) {
  const struct sampling_outcome* outcome = &record->outcome;
  printf(",\"rounds\":{\"asked\":%" PRIu32 ",\"run\":%" PRIu32 ",\"counted\":%" PRIu32
         "},\"repeats\":%zu,\"dropped\":%zu,\"noisy\":%s",
         record->num_rounds_asked, outcome->num_run, outcome->num_counted, record->images->num_rows,
         record->images->num_dropped, outcome->is_noisy ? "true" : "false");
}

static void print_column(const struct series* series, size_t column, uint32_t num_rounds) {
  const struct summary summary = summarize_column(series, column);
  printf("\"median_ns\":%" PRIu64 ",\"p5_ns\":%" PRIu64 ",\"p95_ns\":%" PRIu64 ",\"min_ns\":%" PRIu64
         ",\"round_medians_ns\":[",
         summary.median, summary.p5, summary.p95, summary.min);
  for (uint32_t round = 0; round < num_rounds; round++) {
    printf("%s%" PRIu64, round == 0 ? "" : ",", round_median(series, column, round));
  }
  putchar(']');
}

static void print_layers(const struct bench_record* record) {
  for (uint32_t index = 0; index < record->layers->width; index++) {
    struct bitplane_step step;
    bitplane_describe_step(record->loaded->network, index, &step);
    fputs(index == 0 ? "{\"name\":" : ",{\"name\":", stdout);
    print_json_string(step.name);
    fputs(",\"kind\":", stdout);
    print_json_string(step.kind);
    fputs(",\"kernel\":", stdout);
    print_json_string(step.kernel);
    putchar(',');
    print_column(record->layers, index, record->outcome.num_counted);
    putchar('}');
  }
}

void print_bench(const struct bench_record* record) {
  print_head(record);
  print_start(record);
  print_sampling(record);
  fputs(",\"total\":{", stdout);
  print_column(record->images, 0, record->outcome.num_counted);
  fputs("},\"layers\":[", stdout);
  print_layers(record);
  puts("]}");
}

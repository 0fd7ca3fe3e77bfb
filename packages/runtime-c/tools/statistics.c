// Order statistics of times.
#include "statistics.h"

#include <stdlib.h>

static int compare(const void* left, const void* right) {
  const uint64_t a = *(const uint64_t*)left, b = *(const uint64_t*)right;
  return (a > b) - (a < b);
}

struct summary summarize(uint64_t* samples, size_t num_samples) {
  qsort(samples, num_samples, sizeof *samples, compare);
  const uint64_t low = samples[(num_samples - 1) / 2], high = samples[num_samples / 2];
  const size_t rank5 = (num_samples * 5 + 99) / 100, rank95 = (num_samples * 95 + 99) / 100;
  return (struct summary){
      .median = low + (high - low) / 2, .p5 = samples[rank5 - 1], .p95 = samples[rank95 - 1], .min = samples[0]};
}

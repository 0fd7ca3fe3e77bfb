// Median, 5th and 95th percentile and minimum of small samples, worked out by hand.
#include "../tools/statistics.h"
#include "check.h"

static void expect(uint64_t* samples, size_t num, struct summary expected) {
  const struct summary got = summarize(samples, num);
  check(got.median == expected.median && got.p5 == expected.p5 && got.p95 == expected.p95 && got.min == expected.min,
        "%zu samples: median %lu, p5 %lu, p95 %lu, min %lu", num, (unsigned long)got.median, (unsigned long)got.p5,
        (unsigned long)got.p95, (unsigned long)got.min);
}

int main(void) {
  uint64_t one[] = {7}, odd[] = {30, 10, 20}, even[] = {40, 10, 30, 21}, hundred[100];
  for (size_t k = 0; k < 100; k++) hundred[k] = 100 - k;
  expect(one, 1, (struct summary){7, 7, 7, 7});
  expect(odd, 3, (struct summary){20, 10, 30, 10});
  expect(even, 4, (struct summary){25, 10, 40, 10});
  expect(hundred, 100, (struct summary){50, 5, 95, 1});
  return report();
}

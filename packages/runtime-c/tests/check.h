// Counts what a test program checks. Each ends with `return report();`.
#ifndef BITPLANE_TESTS_CHECK_H_
#define BITPLANE_TESTS_CHECK_H_

#include <stdarg.h>
#include <stdio.h>

static int num_passed, num_failed;

// Counts one check; a failed one prints what it was about.
static inline void check(int is_right, const char* format, ...) {
  if (is_right) {
    num_passed++;
    return;
  }
  va_list arguments;
  va_start(arguments, format);
  num_failed++;
  fputs("FAILED: ", stdout);
  vprintf(format, arguments);
  putchar('\n');
  va_end(arguments);
}

static inline int report(void) {
  printf("%d passed, %d failed\n", num_passed, num_failed);
  return num_failed == 0 ? 0 : 1;
}

#endif

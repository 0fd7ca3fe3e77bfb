// BITPLANE_CPU masks instruction-set extensions. The library reads no environment: this is where it happens.
#include "cpu_mask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bitplane/bitplane.h"
#include "fail.h"

const char* forced_cpu(void) {
  const char* value = getenv("BITPLANE_CPU");
  return value == NULL || *value == '\0' ? NULL : value;
}

// Lists what this CPU has: a user at the other end of an SSH connection does not see it.
static _Noreturn void fail_unknown(uint32_t listable, const char* name, size_t length) {
  char known[256] = "'portable'";
  for (uint32_t left = listable; left != 0; left &= left - 1) {
    const size_t used = strlen(known);
    snprintf(known + used, sizeof known - used, ", %s", bitplane_cpu_feature_name(left));
  }
  fail(EXIT_USAGE, "BITPLANE_CPU: expected %s, got '%.*s'", known, (int)length, name);
}

static uint32_t find_feature(uint32_t listable, const char* name, size_t length) {
  for (uint32_t left = listable; left != 0; left &= left - 1) {
    const char* candidate = bitplane_cpu_feature_name(left);
    if (strlen(candidate) == length && memcmp(candidate, name, length) == 0) return left & (~left + 1);
  }
  fail_unknown(listable, name, length);
}

// What BITPLANE_CPU may list: also fast-tbl where it affects only speed, whatever was measured.
static uint32_t listable_features(void) {
  struct bitplane_choice choice;
  return bitplane_cpu_features() | (bitplane_cpu_choice(&choice) ? BITPLANE_CPU_FAST_TBL : 0);
}

uint32_t used_features(void) {
  const char* list = forced_cpu();
  if (list == NULL) return bitplane_cpu_features();
  if (strcmp(list, "portable") == 0) return 0;
  const uint32_t listable = listable_features();
  uint32_t used = 0;
  for (;; list++) {
    const size_t length = strcspn(list, ",");
    used |= find_feature(listable, list, length);
    list += length;
    if (*list == '\0') return used;
  }
}

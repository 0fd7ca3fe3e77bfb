// The kinds as the ops have them against test/kinds.json, which the records of packages/model are compared with too.
//
//   test_kinds FILE    compares
//   test_kinds         prints what the file must be
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "ops/op.h"

static const char* const element_names[] = {"uint8", "bits", "int32", "float32"};
enum { NUM_ELEMENTS = 4, MAX_NBYTES = 8192 };

struct text {
  char bytes[MAX_NBYTES];
  size_t end;
};

static void add(struct text* text, const char* what) {
  const size_t length = strlen(what);
  if (text->end + length >= sizeof text->bytes) abort();
  memcpy(text->bytes + text->end, what, length + 1);
  text->end += length;
}

static void add_elements(struct text* text, const char* key, unsigned elements) {
  const char* separator = "";
  add(text, key);
  for (unsigned k = 0; k < NUM_ELEMENTS; k++) {
    if ((elements >> k & 1) == 0) continue;
    add(text, separator);
    add(text, element_names[k]);
    separator = ", ";
  }
}

static void add_kind(struct text* text, const struct bitplane_op* op) {
  char part[128];
  snprintf(part, sizeof part, "  \"%s\": { \"code\": %lu, \"inputs\": %d", op->name, (unsigned long)op->kind,
           op->has_two_inputs ? 2 : 1);
  add(text, part);
  add_elements(text, ", \"from\": \"", op->input_elements);
  unsigned outputs = 0;
  for (unsigned k = 0; k < NUM_ELEMENTS; k++) {
    if ((op->input_elements >> k & 1) != 0) outputs |= bitplane_output_elements(op, (enum bitplane_element)k);
  }
  add_elements(text, "\", \"to\": \"", outputs);
  snprintf(part, sizeof part, "\", \"attributes\": %lu, \"sections\": %lu }", (unsigned long)op->num_attributes,
           (unsigned long)op->num_sections);
  add(text, part);
}

static void write_kinds(struct text* text) {
  static const uint32_t codes[] = {
#define KIND(code, NAME, symbol) code,
#include "ops/kinds.inc"
  };
  add(text, "{\n");
  for (size_t k = 0; k < sizeof codes / sizeof codes[0]; k++) {
    if (k > 0) add(text, ",\n");
    add_kind(text, bitplane_find_op(codes[k]));
  }
  add(text, "\n}\n");
}

int main(int argc, char** argv) {
  static struct text expected;
  static char got[MAX_NBYTES];
  write_kinds(&expected);
  if (argc < 2) return fputs(expected.bytes, stdout) < 0;
  FILE* file = fopen(argv[1], "rb");
  check(file != NULL, "%s cannot be read", argv[1]);
  if (file != NULL) {
    const size_t nbytes = fread(got, 1, sizeof got - 1, file);
    fclose(file);
    check(nbytes == expected.end && memcmp(got, expected.bytes, nbytes) == 0,
          "%s is not what the ops say; where they are right, write it anew by test_kinds without arguments", argv[1]);
  }
  return report();
}

// Reads the command line.
#include "arguments.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

static const struct option* find_option(const struct option* options, const char* name) {
  for (; options->name != NULL; options++) {
    if (strcmp(options->name, name) == 0) return options;
  }
  return NULL;
}

void read_options(int argc, char** argv, const struct option* options) {
  for (int i = 0; i < argc; i += 2) {
    const struct option* option = find_option(options, argv[i]);
    if (option == NULL) fail(EXIT_USAGE, "unexpected argument '%s': see bitplane --help", argv[i]);
    if (i + 1 == argc) fail(EXIT_USAGE, "option %s needs a value", argv[i]);
    *option->value = argv[i + 1];
  }
}

const char* require_option(const char* name, const char* value) {
  if (value == NULL) fail(EXIT_USAGE, "option %s is missing: see bitplane --help", name);
  return value;
}

uint32_t read_number(const char* name, const char* text, uint32_t min, uint32_t otherwise) {
  if (text == NULL) return otherwise;
  char* end;
  errno = 0;
  const unsigned long long value = strtoull(text, &end, 10);
  const int is_number = isdigit((unsigned char)text[0]) && *end == '\0' && errno == 0;
  if (!is_number || value < min || value > UINT32_MAX) {
    fail(EXIT_USAGE, "option %s: expected a whole number of %lu or more, got '%s'", name, (unsigned long)min, text);
  }
  return (uint32_t)value;
}

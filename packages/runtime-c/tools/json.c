// Writes the few kinds of JSON values that the program prints.
#include "json.h"

#include <math.h>
#include <stdio.h>

#include "bitplane/bitplane.h"

void print_json_string(const char* text) {
  putchar('"');
  for (; *text != '\0'; text++) {
    const unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') putchar('\\');
    if (c < 0x20) {
      printf("\\u%04x", c);
    } else {
      putchar(c);
    }
  }
  putchar('"');
}

static int is_int32(double value) {
  return value >= INT32_MIN && value <= INT32_MAX && value == (double)(int32_t)value;
}

void print_json_number(double value) {
  if (isfinite(value)) {
    printf("%.*g", is_int32(value) ? 10 : 9, value);
  } else {
    fputs("null", stdout);
  }
}

void print_json_features(uint32_t features) {
  putchar('[');
  for (uint32_t left = features; left != 0; left &= left - 1) {
    if (left != features) putchar(',');
    print_json_string(bitplane_cpu_feature_name(left));
  }
  putchar(']');
}

// What commands print of the CPU.
#include "cpu_json.h"

#include <inttypes.h>
#include <stdio.h>

#include "bitplane/bitplane.h"
#include "cpu_mask.h"
#include "json.h"

static void print_choice(void) {
  struct bitplane_choice choice;
  if (!bitplane_cpu_choice(&choice)) {
    fputs("null", stdout);
  } else if (forced_cpu() != NULL) {
    fputs("{\"by\":\"mask\"}", stdout);
  } else if (choice.is_measured) {
    printf("{\"by\":\"measured\",\"lookup_ns\":%" PRIu32 ",\"count_ns\":%" PRIu32 "}", choice.lookup_ns,
           choice.count_ns);
  } else {
    fputs("{\"by\":\"cpu-part\"}", stdout);
  }
}

void print_json_cpu(void) {
  fputs("{\"architecture\":", stdout);
  print_json_string(bitplane_cpu_architecture());
  fputs(",\"features\":", stdout);
  print_json_features(bitplane_cpu_features());
  fputs(",\"used\":", stdout);
  print_json_features(used_features());
  fputs(",\"forced\":", stdout);
  if (forced_cpu() == NULL) {
    fputs("null", stdout);
  } else {
    print_json_string(forced_cpu());
  }
  fputs(",\"choice\":", stdout);
  print_choice();
  putchar('}');
}

// bitplane cpu
#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"
#include "bitplane/bitplane.h"
#include "commands.h"
#include "cpu_mask.h"
#include "json.h"

int command_cpu(int argc, char** argv) {
  static const struct option no_options[] = {{NULL, NULL}};
  read_options(argc, argv, no_options);
  const uint32_t used = used_features();
  fputs("{\"architecture\":", stdout);
  print_json_string(bitplane_cpu_architecture());
  fputs(",\"features\":", stdout);
  print_json_features(bitplane_cpu_features());
  fputs(",\"used\":", stdout);
  print_json_features(used);
  puts("}");
  return EXIT_SUCCESS;
}

// bitplane cpu
#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"
#include "commands.h"
#include "cpu_json.h"
#include "cpu_mask.h"

int command_cpu(int argc, char** argv) {
  static const struct option no_options[] = {{NULL, NULL}};
  read_options(argc, argv, no_options);
  used_features();  // rejects a wrong BITPLANE_CPU before anything is printed
  print_json_cpu();
  putchar('\n');
  return EXIT_SUCCESS;
}

// A C program that has the runtime by a shared library alone: plugin_user MODEL.bpm.
#include <stdio.h>
#include <stdlib.h>

#include "plugin.h"

enum { MAX_NBYTES = 1 << 24 };

int main(int argc, char** argv) {
  FILE* file = fopen(argc == 2 ? argv[1] : "", "rb");
  void* bytes = malloc(MAX_NBYTES);
  const size_t nbytes = file == NULL || bytes == NULL ? 0 : fread(bytes, 1, MAX_NBYTES, file);
  const char* problem = plugin_run(bytes, nbytes);
  if (problem != NULL) fprintf(stderr, "%s\n", problem);
  if (file != NULL) fclose(file);
  free(bytes);
  return problem == NULL ? 0 : 1;
}

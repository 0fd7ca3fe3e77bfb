#include "model_file.h"

#include <stdio.h>
#include <stdlib.h>

struct built_file read_model(const char* path) {
  struct built_file file = {NULL, 0};
  FILE* stream = fopen(path, "rb");
  if (stream == NULL) return file;
  fseek(stream, 0, SEEK_END);
  file.nbytes = (size_t)ftell(stream);
  rewind(stream);
  file.bytes = aligned_alloc(64, (file.nbytes + 63) / 64 * 64);
  if (fread(file.bytes, 1, file.nbytes, stream) != file.nbytes) {
    free(file.bytes);
    file.bytes = NULL;
  }
  fclose(stream);
  return file;
}

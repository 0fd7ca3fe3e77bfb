#include "names.h"

#include <string.h>

#include "records.h"
#include "utf8.h"

// Names overlap where one is the end of another: without a limit a small file could hold gigabytes of them.
enum { MAX_NAME_NBYTES = 1023 };

bool bitplane_name_is_sound(const char* name) {
  size_t end = 0;
  while (name[end] != '\0') {
    const size_t nbytes = bitplane_utf8_nbytes(name + end);
    end += nbytes;
    if (nbytes == 0 || end > MAX_NAME_NBYTES) return false;
  }
  return true;
}

bool bitplane_layer_name_is_sound(const struct bitplane_model* model, uint32_t index) {
  const char* name = bitplane_format_tensor_name(model, index + 1);
  if (name == NULL || *name == '\0' || !bitplane_name_is_sound(name)) return false;
  for (uint32_t tensor = 0; tensor <= index; tensor++) {
    if (strcmp(name, bitplane_format_tensor_name(model, tensor)) == 0) return false;
  }
  return true;
}

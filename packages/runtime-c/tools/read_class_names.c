// The names of a program's file, which have to be right: another file has the rest, since it is also in the module for
// WebAssembly, which cannot end a program.
#include "class_names.h"
#include "elements.h"
#include "fail.h"

struct class_names read_class_names(const char* path, const struct bitplane_model* model) {
  struct class_names names;
  if (find_class_names(model, &names)) return names;
  struct bitplane_tensor output;
  bitplane_model_output(model, &output);
  fail(EXIT_FAILED, "%s: expected 1 to %zu class names in UTF-8, none of them empty: export the network again", path,
       num_elements(&output));
}

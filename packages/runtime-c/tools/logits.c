// From a network's output to a class.
#include "logits.h"

#include "elements.h"
#include "fail.h"

void require_logits(const char* path, const struct bitplane_model* model) {
  struct bitplane_tensor output;
  bitplane_model_output(model, &output);
  if (output.element == BITPLANE_BITS)
    fail(EXIT_FAILED, "%s: the model's output '%s' is bits, not logits", path, output.name);
}

size_t class_of(const struct bitplane_tensor* logits) {
  size_t best = 0;
  for (size_t index = 1; index < num_elements(logits); index++) {
    if (element_at(logits, index) > element_at(logits, best)) best = index;
  }
  return best;
}

// Access to single elements, where speed does not matter.
#include "elements.h"

#include <string.h>

size_t num_elements(const struct bitplane_tensor* tensor) {
  return (size_t)tensor->height * tensor->width * tensor->channels;
}

// Channels are innermost, least significant bit first, each pixel in whole 64-bit words.
static int bit_at(const struct bitplane_tensor* tensor, size_t index) {
  const size_t pixel_nbytes = ((size_t)tensor->channels + 63) / 64 * 8;
  const size_t pixel = index / tensor->channels, channel = index % tensor->channels;
  const uint8_t* bytes = (const uint8_t*)tensor->data + pixel * pixel_nbytes;
  return bytes[channel / 8] >> (channel % 8) & 1;
}

static uint32_t word_at(const struct bitplane_tensor* tensor, size_t index) {
  uint32_t word;
  memcpy(&word, (const uint8_t*)tensor->data + index * sizeof word, sizeof word);
  return word;
}

double element_at(const struct bitplane_tensor* tensor, size_t index) {
  if (tensor->element == BITPLANE_UINT8) return ((const uint8_t*)tensor->data)[index];
  if (tensor->element == BITPLANE_BITS) return bit_at(tensor, index);
  const uint32_t word = word_at(tensor, index);
  if (tensor->element == BITPLANE_INT32) return (double)(int32_t)word;
  float value;
  memcpy(&value, &word, sizeof value);
  return (double)value;
}

int same_element(const struct bitplane_tensor* a, const struct bitplane_tensor* b, size_t index) {
  if (a->element == BITPLANE_FLOAT32) return word_at(a, index) == word_at(b, index);
  return element_at(a, index) == element_at(b, index);
}

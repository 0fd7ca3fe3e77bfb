// Finds the section that no layer refers to. The library has checked the file: offsets and sizes can be trusted.
#include "class_names.h"

#include <string.h>

#include "../src/utf8.h"

#include "elements.h"

enum {
  HEADER_NBYTES = 64,
  SECTION_ROW_NBYTES = 24,
  UINT8_SECTION = 4,
  LAYERS_SECTION = 2,
  RECORD_NBYTES = 128,
  REFERENCES_AT = 88,  // in a record: its ten sections
  NUM_REFERENCES = 10
};

static uint32_t read_u32(const uint8_t* at) {
  uint32_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static uint64_t read_u64(const uint8_t* at) {
  uint64_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static const uint8_t* section_row(const struct bitplane_model* model, uint32_t index) {
  return model->bytes + HEADER_NBYTES + (size_t)SECTION_ROW_NBYTES * index;
}

static int is_referred_to(const struct bitplane_model* model, uint32_t section) {
  const uint8_t* records = model->bytes + read_u64(section_row(model, LAYERS_SECTION) + 8);
  for (uint32_t layer = 0; layer < model->num_layers; layer++) {
    const uint8_t* references = records + (size_t)RECORD_NBYTES * layer + REFERENCES_AT;
    for (int k = 0; k < NUM_REFERENCES; k++) {
      if (read_u32(references + 4 * k) == section) return 1;
    }
  }
  return 0;
}

static bool is_utf8(const char* text) {
  size_t nbytes = 1;
  while (nbytes != 0 && *text != '\0') text += nbytes = bitplane_utf8_nbytes(text);
  return nbytes != 0;
}

// The number of strings that end inside the bytes; 0 unless the last byte ends one, none is empty and all are UTF-8.
static size_t count_strings(const char* bytes, size_t nbytes) {
  size_t count = 0;
  if (nbytes == 0 || bytes[nbytes - 1] != '\0') return 0;
  for (size_t at = 0; at < nbytes; at += strlen(bytes + at) + 1) {
    if (bytes[at] == '\0' || !is_utf8(bytes + at)) return 0;
    count++;
  }
  return count;
}

bool find_class_names(const struct bitplane_model* model, struct class_names* names) {
  static const char key[] = "classes";
  const uint32_t last = model->num_sections - 1;
  const uint8_t* row = section_row(model, last);
  const char* bytes = (const char*)model->bytes + read_u64(row + 8);
  const size_t nbytes = (size_t)read_u64(row + 16);
  *names = (struct class_names){NULL, 0};
  if (read_u32(row) != UINT8_SECTION || nbytes < sizeof key || memcmp(bytes, key, sizeof key) != 0) return true;
  if (is_referred_to(model, last)) return true;
  names->bytes = bytes + sizeof key;
  names->num_names = count_strings(names->bytes, nbytes - sizeof key);
  struct bitplane_tensor output;
  bitplane_model_output(model, &output);
  return names->num_names > 0 && names->num_names <= num_elements(&output);
}

const char* class_name(const struct class_names* names, size_t index) {
  if (index >= names->num_names) return NULL;
  const char* name = names->bytes;
  for (; index > 0; index--) name += strlen(name) + 1;
  return name;
}

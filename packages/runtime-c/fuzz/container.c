#include "container.h"

#include <stdlib.h>
#include <string.h>

#include "builder.h"
#include "little_endian.h"

enum { HEADER_NBYTES = 64, ROW_NBYTES = 24, ALIGNMENT = 64 };

static size_t align(size_t offset) { return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; }

static bool take_section(const uint8_t* bytes, size_t nbytes, uint32_t index, struct array* section) {
  const uint8_t* row = bytes + HEADER_NBYTES + (size_t)ROW_NBYTES * index;
  const uint64_t offset = bitplane_read_u64(row + 8), size = bitplane_read_u64(row + 16);
  if (offset > nbytes || size > nbytes - offset) return false;
  *section = (struct array){bitplane_read_u32(row), (size_t)size, malloc((size_t)size + 1)};
  memcpy(section->bytes, bytes + offset, (size_t)size);
  return true;
}

// Moves the fixed records out of their sections.
static bool take_records(struct container* c) {
  struct array *tensors = &c->sections[BITPLANE_TENSORS], *layers = &c->sections[BITPLANE_LAYERS];
  const size_t num_layers = layers->nbytes / sizeof c->layers[0];
  if (num_layers == 0 || num_layers > CONTAINER_MAX_LAYERS) return false;
  if (tensors->nbytes != (num_layers + 1) * sizeof c->tensors[0]) return false;
  c->num_layers = (uint32_t)num_layers;
  memcpy(c->tensors, tensors->bytes, tensors->nbytes);
  memcpy(c->layers, layers->bytes, num_layers * sizeof c->layers[0]);
  tensors->nbytes = layers->nbytes = 0;
  return true;
}

bool open_container(const uint8_t* bytes, size_t nbytes, struct container* c) {
  c->num_sections = 0;
  if (nbytes < HEADER_NBYTES) return false;
  c->name = bitplane_read_u32(bytes + 36);
  const uint32_t num_sections = bitplane_read_u32(bytes + 24);
  if (num_sections <= BITPLANE_NUM_FIXED_SECTIONS || num_sections > CONTAINER_MAX_SECTIONS) return false;
  if (nbytes - HEADER_NBYTES < (size_t)num_sections * ROW_NBYTES) return false;
  bool is_sound = true;
  while (is_sound && c->num_sections < num_sections) {
    is_sound = take_section(bytes, nbytes, c->num_sections, &c->sections[c->num_sections]);
    if (is_sound) c->num_sections++;
  }
  is_sound = is_sound && take_records(c);
  if (!is_sound) free_container(c);
  return is_sound;
}

void free_container(struct container* c) {
  for (uint32_t k = 0; k < c->num_sections; k++) free(c->sections[k].bytes);
  c->num_sections = 0;
}

void resize_section(struct container* c, uint32_t index, size_t nbytes) {
  struct array* section = &c->sections[index];
  section->bytes = realloc(section->bytes, nbytes + 1);
  if (nbytes > section->nbytes) memset(section->bytes + section->nbytes, 0, nbytes - section->nbytes);
  section->nbytes = nbytes;
}

uint32_t append_section(struct container* c, uint32_t type, size_t nbytes) {
  if (c->num_sections == CONTAINER_MAX_SECTIONS) return BITPLANE_ABSENT;
  c->sections[c->num_sections] = (struct array){type, nbytes, calloc(nbytes + 1, 1)};
  return c->num_sections++;
}

static void put_u32(uint8_t* at, size_t value) {
  const uint32_t number = (uint32_t)value;
  memcpy(at, &number, sizeof number);
}

// Version 3 is what has kinds from 17 on.
static uint32_t version_of(const struct container* c) {
  for (uint32_t layer = 0; layer < c->num_layers; layer++) {
    if (c->layers[layer][RECORD_KIND] > MULTI_THRESHOLD) return 3;
  }
  return 2;
}

static void write_header(const struct container* c, uint8_t* to, size_t nbytes) {
  static const uint8_t magic[8] = {0x89, 'B', 'P', 'M', '\r', '\n', 0x1a, '\n'};
  memcpy(to, magic, sizeof magic);
  put_u32(to + 8, version_of(c));
  put_u32(to + 16, nbytes);
  put_u32(to + 24, c->num_sections);
  put_u32(to + 28, c->num_layers + 1);
  put_u32(to + 32, c->num_layers);
  put_u32(to + 36, c->name);
}

// Section `index` as it stands in the file: its bytes, or records.
static struct array section_of(const struct container* c, uint32_t index) {
  struct array section = c->sections[index];
  if (index == BITPLANE_TENSORS) {
    section.nbytes = (c->num_layers + 1) * sizeof c->tensors[0];
    section.bytes = (uint8_t*)c->tensors;
  } else if (index == BITPLANE_LAYERS) {
    section.nbytes = c->num_layers * sizeof c->layers[0];
    section.bytes = (uint8_t*)c->layers;
  }
  return section;
}

size_t write_container(const struct container* c, uint8_t* to, size_t max) {
  const size_t table_end = HEADER_NBYTES + (size_t)ROW_NBYTES * c->num_sections;
  size_t end = table_end;
  for (uint32_t k = 0; k < c->num_sections; k++) end = align(end) + section_of(c, k).nbytes;
  if (end > max) return 0;
  memset(to, 0, end);
  write_header(c, to, end);
  end = table_end;
  for (uint32_t k = 0; k < c->num_sections; k++) {
    const struct array section = section_of(c, k);
    uint8_t* row = to + HEADER_NBYTES + (size_t)ROW_NBYTES * k;
    put_u32(row, section.type);
    put_u32(row + 8, align(end));
    put_u32(row + 16, section.nbytes);
    end = align(end);
    memcpy(to + end, section.bytes, section.nbytes);
    end += section.nbytes;
  }
  seal_file(to, end);
  return end;
}

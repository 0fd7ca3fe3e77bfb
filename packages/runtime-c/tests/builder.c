// Lays out header, section table and sections.
#include "builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crc32.h"

enum { HEADER_NBYTES = 64, ROW_NBYTES = 24, TENSOR_NBYTES = 16, LAYER_NBYTES = 128, NAME_NBYTES = 32 };

static void put_u32(uint8_t* at, size_t value) {
  const uint32_t number = (uint32_t)value;
  memcpy(at, &number, sizeof number);
}

static size_t align(size_t offset) { return (offset + 63) / 64 * 64; }

struct builder begin_model(uint32_t height, uint32_t width, uint32_t channels) {
  struct builder builder;
  memset(&builder, 0, sizeof builder);
  builder.height = height;
  builder.width = width;
  builder.channels = channels;
  builder.num_sections = BITPLANE_NUM_FIXED_SECTIONS;
  return builder;
}

uint32_t add_section(struct builder* builder, enum bitplane_section_type type, const void* data, size_t nbytes) {
  void* copy = malloc(nbytes + 1);
  memcpy(copy, data, nbytes);
  builder->sections[builder->num_sections] = (struct built_section){type, copy, nbytes};
  return builder->num_sections++;
}

uint32_t add_layer(struct builder* builder, const struct built_layer* layer) {
  builder->layers[builder->num_layers++] = *layer;
  return builder->num_layers;
}

// Every name has a place of NAME_NBYTES; the first is the model's.
static void write_names(struct builder* builder, struct built_section* section) {
  section->type = BITPLANE_SECTION_STRINGS;
  section->nbytes = (size_t)NAME_NBYTES * (builder->num_layers + 1);
  section->data = calloc(section->nbytes, 1);
  memcpy(section->data, "test", sizeof "test");
  for (uint32_t k = 1; k <= builder->num_layers; k++) {
    snprintf((char*)section->data + (size_t)NAME_NBYTES * k, NAME_NBYTES, "layer-%lu", (unsigned long)k);
  }
}

static void write_tensors(struct builder* builder, struct built_section* section) {
  section->type = BITPLANE_SECTION_TENSORS;
  section->nbytes = (size_t)TENSOR_NBYTES * (builder->num_layers + 1);
  section->data = calloc(section->nbytes, 1);
  uint8_t* row = section->data;
  put_u32(row + 4, builder->height);
  put_u32(row + 8, builder->width);
  put_u32(row + 12, builder->channels);
  for (const struct built_layer* layer = builder->layers; layer < builder->layers + builder->num_layers; layer++) {
    row += TENSOR_NBYTES;
    put_u32(row, layer->element);
    put_u32(row + 4, layer->height);
    put_u32(row + 8, layer->width);
    put_u32(row + 12, layer->channels);
  }
}

static void write_layers(struct builder* builder, struct built_section* section) {
  section->type = BITPLANE_SECTION_LAYERS;
  section->nbytes = (size_t)LAYER_NBYTES * builder->num_layers;
  section->data = calloc(builder->num_layers + 1, LAYER_NBYTES);  // one more, as there may be none
  for (uint32_t k = 0; k < builder->num_layers; k++) {
    const struct built_layer* layer = &builder->layers[k];
    uint8_t* row = (uint8_t*)section->data + (size_t)LAYER_NBYTES * k;
    put_u32(row, layer->kind);
    put_u32(row + 4, (size_t)NAME_NBYTES * (k + 1));
    put_u32(row + 8, layer->inputs[1] == 0 ? 1 : 2);
    put_u32(row + 12, layer->inputs[0]);
    put_u32(row + 16, layer->inputs[1] == 0 ? BITPLANE_ABSENT : layer->inputs[1]);
    put_u32(row + 20, k + 1);
    memcpy(row + 24, layer->attributes, sizeof layer->attributes);
    for (size_t j = 0; j < BITPLANE_NUM_LAYER_SECTIONS; j++) {
      put_u32(row + 88 + 4 * j, layer->sections[j] == 0 ? BITPLANE_ABSENT : layer->sections[j]);
    }
  }
}

// Version 3 is what has kinds from 17 on.
static uint32_t version_of(const struct builder* builder) {
  for (uint32_t k = 0; k < builder->num_layers; k++) {
    if (builder->layers[k].kind > MULTI_THRESHOLD) return 3;
  }
  return 2;
}

static void write_header(const struct builder* builder, struct built_file* file) {
  static const uint8_t magic[8] = {0x89, 'B', 'P', 'M', '\r', '\n', 0x1a, '\n'};
  memcpy(file->bytes, magic, sizeof magic);
  put_u32(file->bytes + 8, version_of(builder));
  put_u32(file->bytes + 16, file->nbytes);
  put_u32(file->bytes + 24, builder->num_sections);
  put_u32(file->bytes + 28, builder->num_layers + 1);
  put_u32(file->bytes + 32, builder->num_layers);
}

struct built_file finish_model(struct builder* builder) {
  if (builder->num_sections == BITPLANE_NUM_FIXED_SECTIONS) add_section(builder, BITPLANE_SECTION_UINT8, "", 1);
  write_names(builder, &builder->sections[BITPLANE_STRINGS]);
  write_tensors(builder, &builder->sections[BITPLANE_TENSORS]);
  write_layers(builder, &builder->sections[BITPLANE_LAYERS]);

  struct built_file file = {NULL, HEADER_NBYTES + (size_t)ROW_NBYTES * builder->num_sections};
  for (uint32_t k = 0; k < builder->num_sections; k++) file.nbytes = align(file.nbytes) + builder->sections[k].nbytes;
  file.bytes = aligned_alloc(64, align(file.nbytes));
  memset(file.bytes, 0, align(file.nbytes));
  write_header(builder, &file);
  size_t end = HEADER_NBYTES + (size_t)ROW_NBYTES * builder->num_sections;
  for (uint32_t k = 0; k < builder->num_sections; k++) {
    struct built_section* section = &builder->sections[k];
    uint8_t* row = file.bytes + HEADER_NBYTES + (size_t)ROW_NBYTES * k;
    put_u32(row, section->type);
    put_u32(row + 8, align(end));
    put_u32(row + 16, section->nbytes);
    memcpy(file.bytes + align(end), section->data, section->nbytes);
    end = align(end) + section->nbytes;
    free(section->data);
  }
  seal_file(file.bytes, file.nbytes);
  return file;
}

void seal_file(uint8_t* bytes, size_t nbytes) {
  put_u32(bytes + 12, 0);
  put_u32(bytes + 12, bitplane_crc32(0, bytes, nbytes));
}

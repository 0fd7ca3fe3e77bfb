#include "mutate.h"

#include <stdio.h>
#include <string.h>

#include "builder.h"
#include "repair.h"

// libFuzzer's own mutator: any bytes.
size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

static uint32_t below(struct random* random, uint32_t num) { return (uint32_t)next_int(random, 0, (int32_t)num - 1); }

// A number that is likely to matter where `old` stood.
static uint32_t draw_number(struct random* random, uint32_t old) {
  static const uint32_t edges[] = {0,          1,          2,          3,          7,          8,
                                   63,         64,         65,         127,        128,        255,
                                   256,        0x7fff,     0xffff,     0x10000,    66311,      66312u,
                                   0x20000000, 0x7ffffffe, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
  switch (below(random, 6)) {
    case 0:
      return old + 1;
    case 1:
      return old - 1;
    case 2:
      return edges[below(random, sizeof edges / sizeof edges[0])];
    case 3:
      return (uint32_t)next_word(random);
    default:
      return below(random, 10);
  }
}

static void change_record(struct container* c, struct random* random) {
  uint32_t* record = c->layers[below(random, c->num_layers)];
  // Attributes are what geometry is made of.
  const uint32_t number = below(random, 2) ? RECORD_ATTRIBUTES + below(random, 12) : below(random, RECORD_NUMBERS);
  const uint32_t* other = c->layers[below(random, c->num_layers)];
  record[number] = below(random, 4) == 0 ? other[number] : draw_number(random, record[number]);
}

static void change_tensor(struct container* c, struct random* random) {
  const uint32_t tensor = below(random, 3) == 0 ? 0 : below(random, c->num_layers + 1);
  uint32_t* number = &c->tensors[tensor][below(random, 4)];
  *number = draw_number(random, *number);
}

static struct array* draw_section(struct container* c, struct random* random) {
  const uint32_t fixed = BITPLANE_NUM_FIXED_SECTIONS;
  return &c->sections[fixed + below(random, c->num_sections - fixed)];
}

static void change_parameters(struct container* c, struct random* random) {
  struct array* section = draw_section(c, random);
  if (section->nbytes != 0) LLVMFuzzerMutate(section->bytes, section->nbytes, section->nbytes);
}

static void change_section(struct container* c, struct random* random) {
  struct array* section = draw_section(c, random);
  const uint32_t index = (uint32_t)(section - c->sections);
  if (below(random, 2)) {
    section->type = draw_number(random, section->type) % 12;
  } else {
    resize_section(c, index, below(random, 2) ? section->nbytes + 8 : section->nbytes / 2);
  }
}

static uint32_t draw_kind(struct random* random) {
  static const uint32_t kinds[] = {
#define KIND(code, NAME, symbol) code,
#include "ops/kinds.inc"
  };
  return kinds[below(random, sizeof kinds / sizeof kinds[0])];
}

// Names that differ, since those of layers are copied with them.
static void name_layers(struct container* c) {
  enum { NAME_NBYTES = 4 };
  resize_section(c, BITPLANE_STRINGS, (size_t)NAME_NBYTES * (c->num_layers + 1));
  char* names = (char*)c->sections[BITPLANE_STRINGS].bytes;
  c->name = 0;
  for (uint32_t k = 0; k <= c->num_layers; k++) {
    snprintf(names + (size_t)NAME_NBYTES * k, NAME_NBYTES, "n%02u", (unsigned)k);
    if (k < c->num_layers) c->layers[k][RECORD_NAME] = NAME_NBYTES * (k + 1);
  }
}

// A layer of any kind, with the numbers of one that is there.
static void append_layer(struct container* c, struct random* random) {
  if (c->num_layers == CONTAINER_MAX_LAYERS) return;
  const uint32_t from = below(random, c->num_layers);
  memcpy(c->layers[c->num_layers], c->layers[from], sizeof c->layers[0]);
  memcpy(c->tensors[c->num_layers + 1], c->tensors[from + 1], sizeof c->tensors[0]);
  uint32_t* record = c->layers[c->num_layers++];
  if (below(random, 2)) record[RECORD_KIND] = draw_kind(random);
  record[RECORD_INPUTS] = below(random, 2) ? c->num_layers - 1 : below(random, c->num_layers);
  record[RECORD_INPUTS + 1] = below(random, c->num_layers);
}

static void change_once(struct container* c, struct random* random) {
  switch (below(random, 12)) {
    case 0:
      append_layer(c, random);
      break;
    case 1:
      if (c->num_layers > 1) c->num_layers--;
      break;
    case 2:
      change_section(c, random);
      break;
    case 3:
    case 4:
      change_tensor(c, random);
      break;
    case 5:
    case 6:
    case 7:
      change_parameters(c, random);
      break;
    default:
      change_record(c, random);
  }
}

// Any bytes; half of the time those of the header and the records after it. The size field and the checksum are mostly
// made right again.
static size_t mutate_bytes(uint8_t* data, size_t size, size_t max_size, struct random* random) {
  const size_t front = size < 1024 ? size : 1024;
  size_t new_size = size;
  if (below(random, 2)) {
    LLVMFuzzerMutate(data, front, front);
  } else {
    new_size = LLVMFuzzerMutate(data, size, max_size);
  }
  const uint64_t stated = new_size;
  if (new_size >= 64 && below(random, 4)) memcpy(data + 16, &stated, sizeof stated);
  if (new_size >= 64 && below(random, 8)) seal_file(data, new_size);
  return new_size;
}

size_t mutate_model(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  static struct container container;
  struct random random = seeded(seed);
  next_word(&random);
  if (below(&random, 8) == 0 || !open_container(data, size, &container)) {
    return mutate_bytes(data, size, max_size, &random);
  }
  for (uint32_t left = 1 + below(&random, 4); left > 0; left--) change_once(&container, &random);
  bool is_sound = below(&random, 8) != 0;
  for (uint32_t layer = 0; is_sound && layer < container.num_layers; layer++) {
    is_sound = repair_layer(&container, layer, &random);
  }
  if (is_sound) name_layers(&container);
  const size_t new_size = write_container(&container, data, max_size);
  free_container(&container);
  return new_size != 0 ? new_size : mutate_bytes(data, size, max_size, &random);
}

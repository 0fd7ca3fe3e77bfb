// Checks a file from the outside in: header, size, checksum, section table. Nothing is used before it is checked.
#include "format.h"

#include "crc32.h"
#include "little_endian.h"
#include "names.h"

enum { HEADER_NBYTES = 64, SECTION_ROW_NBYTES = 24, SECTION_ALIGNMENT = 64, MIN_SECTIONS = 4 };

// Version 3 has more kinds of layers and nothing else; an older program rejects its files by their version.
enum { OLDEST_VERSION = 2, NEWEST_VERSION = 3, LAST_KIND_OF_VERSION_2 = 16 };

static bool all_zero(const uint8_t* bytes, uint64_t begin, uint64_t end) {
  for (uint64_t i = begin; i < end; i++) {
    if (bytes[i] != 0) return false;
  }
  return true;
}

static uint32_t checksum(const uint8_t* bytes, size_t nbytes) {
  static const uint8_t zeros[4] = {0};
  const uint32_t crc = bitplane_crc32(bitplane_crc32(0, bytes, 12), zeros, sizeof zeros);
  return bitplane_crc32(crc, bytes + 16, nbytes - 16);
}

static enum bitplane_status check_header(const uint8_t* bytes, size_t nbytes) {
  static const uint8_t magic[8] = {0x89, 'B', 'P', 'M', '\r', '\n', 0x1a, '\n'};
  const size_t seen = nbytes < sizeof magic ? nbytes : sizeof magic;
  if (memcmp(bytes, magic, seen) != 0) return BITPLANE_FOREIGN_FILE;
  if (nbytes < HEADER_NBYTES) return BITPLANE_TRUNCATED;

  const uint32_t version = bitplane_read_u32(bytes + 8);
  if (version > NEWEST_VERSION) return BITPLANE_NEWER_VERSION;
  if (version < OLDEST_VERSION) return BITPLANE_OLDER_VERSION;

  const uint64_t stated_nbytes = bitplane_read_u64(bytes + 16);
  if (nbytes < stated_nbytes) return BITPLANE_TRUNCATED;
  if (nbytes > stated_nbytes) return BITPLANE_TOO_LONG;
  if (checksum(bytes, nbytes) != bitplane_read_u32(bytes + 12)) return BITPLANE_BAD_CHECKSUM;
  return all_zero(bytes, 40, HEADER_NBYTES) ? BITPLANE_OK : BITPLANE_BAD_HEADER;
}

static uint64_t element_nbytes(enum bitplane_section_type type) {
  switch (type) {
    case BITPLANE_SECTION_BITS:
      return 8;
    case BITPLANE_SECTION_INT32:
    case BITPLANE_SECTION_FLOAT32:
      return 4;
    case BITPLANE_SECTION_INT16:
      return 2;
    default:
      return 1;
  }
}

bool bitplane_section_holds(const struct bitplane_section* section, enum bitplane_section_type type, uint64_t count) {
  const uint64_t size = element_nbytes(type);
  return section->type == type && section->nbytes % size == 0 && section->nbytes / size == count;
}

struct bitplane_section bitplane_format_section(const struct bitplane_model* model, uint32_t index) {
  const uint8_t* row = model->bytes + HEADER_NBYTES + (size_t)SECTION_ROW_NBYTES * index;
  struct bitplane_section section;
  section.type = (enum bitplane_section_type)bitplane_read_u32(row);
  section.data = model->bytes + bitplane_read_u64(row + 8);
  section.nbytes = (size_t)bitplane_read_u64(row + 16);
  return section;
}

static bool section_type_fits(uint32_t index, uint32_t type) {
  if (index < BITPLANE_NUM_FIXED_SECTIONS) return type == index + BITPLANE_SECTION_STRINGS;
  return type >= BITPLANE_SECTION_UINT8 && type <= BITPLANE_SECTION_BITS;
}

static enum bitplane_status check_sections(const struct bitplane_model* model) {
  const uint64_t nbytes = model->nbytes;
  const uint64_t table_nbytes = (uint64_t)SECTION_ROW_NBYTES * model->num_sections;
  if (model->num_sections < MIN_SECTIONS) return BITPLANE_BAD_HEADER;
  if (table_nbytes > nbytes - HEADER_NBYTES) return BITPLANE_BAD_SECTION;

  uint64_t end = HEADER_NBYTES + table_nbytes;  // of what has been checked so far
  for (uint32_t index = 0; index < model->num_sections; index++) {
    const uint8_t* row = model->bytes + HEADER_NBYTES + (size_t)SECTION_ROW_NBYTES * index;
    const uint64_t offset = bitplane_read_u64(row + 8);
    const uint64_t section_nbytes = bitplane_read_u64(row + 16);
    if (!section_type_fits(index, bitplane_read_u32(row)) || bitplane_read_u32(row + 4) != 0)
      return BITPLANE_BAD_SECTION;
    if (offset % SECTION_ALIGNMENT != 0 || offset < end || offset > nbytes) return BITPLANE_BAD_SECTION;
    if (section_nbytes > nbytes - offset || !all_zero(model->bytes, end, offset)) return BITPLANE_BAD_SECTION;
    end = offset + section_nbytes;
  }
  return end == nbytes ? BITPLANE_OK : BITPLANE_BAD_SECTION;
}

const char* bitplane_format_name(const struct bitplane_model* model, uint32_t offset) {
  const struct bitplane_section strings = bitplane_format_section(model, BITPLANE_STRINGS);
  return offset < strings.nbytes ? (const char*)strings.data + offset : NULL;
}

static enum bitplane_status check_strings(const struct bitplane_model* model) {
  const struct bitplane_section strings = bitplane_format_section(model, BITPLANE_STRINGS);
  const bool ends = strings.nbytes != 0 && ((const char*)strings.data)[strings.nbytes - 1] == '\0';
  return ends ? BITPLANE_OK : BITPLANE_BAD_NAME;
}

enum bitplane_status bitplane_format_open(const uint8_t* bytes, size_t nbytes, struct bitplane_model* model) {
  enum bitplane_status status = check_header(bytes, nbytes);
  if (status != BITPLANE_OK) return status;

  model->bytes = bytes;
  model->nbytes = nbytes;
  model->crc32 = bitplane_read_u32(bytes + 12);
  model->num_sections = bitplane_read_u32(bytes + 24);
  model->num_layers = bitplane_read_u32(bytes + 32);
  if (model->num_layers == 0 || bitplane_read_u32(bytes + 28) != (uint64_t)model->num_layers + 1)
    return BITPLANE_BAD_HEADER;

  status = check_sections(model);
  if (status == BITPLANE_OK) status = check_strings(model);
  if (status != BITPLANE_OK) return status;
  model->name = bitplane_format_name(model, bitplane_read_u32(bytes + 36));
  return model->name != NULL && bitplane_name_is_sound(model->name) ? BITPLANE_OK : BITPLANE_BAD_NAME;
}

bool bitplane_format_has_version(const struct bitplane_model* model, uint32_t last_kind) {
  const uint32_t version = last_kind > LAST_KIND_OF_VERSION_2 ? NEWEST_VERSION : OLDEST_VERSION;
  return bitplane_read_u32(model->bytes + 8) == version;
}

// Reads numbers where they lie in a file; the host is little-endian (bitplane_model_load rejects others).
#ifndef BITPLANE_LITTLE_ENDIAN_H_
#define BITPLANE_LITTLE_ENDIAN_H_

#include <stdint.h>
#include <string.h>

static inline uint32_t bitplane_read_u32(const uint8_t* at) {
  uint32_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static inline uint64_t bitplane_read_u64(const uint8_t* at) {
  uint64_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

#endif

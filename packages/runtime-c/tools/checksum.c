// The checksum of golden vectors; the library has its own, which it does not show.
#include "checksum.h"

uint32_t file_checksum(const uint8_t* bytes, size_t nbytes) {
  uint32_t crc = UINT32_MAX;
  for (size_t i = 0; i < nbytes; i++) {
    crc ^= i >= 12 && i < 16 ? 0 : bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (UINT32_C(0xedb88320) & (~(crc & 1) + 1));
  }
  return ~crc;
}

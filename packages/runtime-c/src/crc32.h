#ifndef BITPLANE_CRC32_H_
#define BITPLANE_CRC32_H_

#include <stddef.h>
#include <stdint.h>

// CRC-32 (IEEE 802.3, as in zlib) of `nbytes` bytes that follow those which gave `crc`; 0 to begin with.
uint32_t bitplane_crc32(uint32_t crc, const uint8_t* bytes, size_t nbytes);

#endif

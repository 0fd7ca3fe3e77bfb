#ifndef BITPLANE_CRC32_H_
#define BITPLANE_CRC32_H_

#include <stddef.h>
#include <stdint.h>

// Updates a CRC-32 (IEEE 802.3, as in zlib) with `nbytes` more bytes. crc: the value so far, 0 at the start.
uint32_t bitplane_crc32(uint32_t crc, const uint8_t* bytes, size_t nbytes);

#endif

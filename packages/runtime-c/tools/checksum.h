#ifndef BITPLANE_TOOLS_CHECKSUM_H_
#define BITPLANE_TOOLS_CHECKSUM_H_

#include <stddef.h>
#include <stdint.h>

// CRC-32 (IEEE 802.3) of a file with its checksum field, bytes 12 to 15, taken as zero. nbytes >= 16.
uint32_t file_checksum(const uint8_t* bytes, size_t nbytes);

#endif

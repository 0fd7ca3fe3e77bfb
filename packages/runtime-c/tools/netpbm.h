#ifndef BITPLANE_TOOLS_NETPBM_H_
#define BITPLANE_TOOLS_NETPBM_H_

#include "frame.h"

// Reads a binary PGM (P5) or PPM (P6) file with values up to 255. Returns NULL, with a frame for the caller to free, or
// what is wrong with the file.
const char* read_netpbm(const char* path, struct frame* frame);

#endif

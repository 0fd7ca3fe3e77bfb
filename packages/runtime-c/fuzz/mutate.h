#ifndef BITPLANE_FUZZ_MUTATE_H_
#define BITPLANE_FUZZ_MUTATE_H_

#include <stddef.h>
#include <stdint.h>

// Changes a .bpm file in place: a number of a record, a parameter, a layer more or less; mostly so that the file stays
// sound as a whole, with shapes, sections and checksum that follow the change; else byte by byte. data: of max_size
// bytes, the first `size` of them a file. Returns the new size. Equal seeds give equal files.
size_t mutate_model(uint8_t* data, size_t size, size_t max_size, unsigned seed);

#endif

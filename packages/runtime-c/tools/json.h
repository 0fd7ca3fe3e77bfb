// Pieces of JSON on stdout.
#ifndef BITPLANE_TOOLS_JSON_H_
#define BITPLANE_TOOLS_JSON_H_

#include <stdint.h>

// "text", escaped.
void print_json_string(const char* text);

// An int32 or float32 with as many digits as give it back (10 and 9); null for what JSON cannot hold.
void print_json_number(double value);

// ["avx2","popcnt"]
void print_json_features(uint32_t features);

#endif

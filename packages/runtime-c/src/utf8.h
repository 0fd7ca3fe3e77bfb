// UTF-8 as the Unicode standard defines it: no overlong forms, no surrogates, nothing above U+10FFFF. The program
// includes it too.
#ifndef BITPLANE_UTF8_H_
#define BITPLANE_UTF8_H_

#include <stddef.h>
#include <stdint.h>

// Bytes of the character at `text`, which ends with a zero byte; 0 for bytes that are none.
static inline size_t bitplane_utf8_nbytes(const char* text) {
  static const uint32_t lowest[] = {0, 0x80, 0x800, 0x10000};  // by the number of bytes after the first
  const uint8_t* bytes = (const uint8_t*)text;
  const uint32_t lead = bytes[0];
  if (lead < 0x80) return 1;
  if (lead < 0xc0 || lead >= 0xf8) return 0;
  const unsigned num_more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  uint32_t code = lead & (0x3fu >> num_more);
  for (unsigned k = 1; k <= num_more; k++) {
    if ((bytes[k] & 0xc0) != 0x80) return 0;
    code = code << 6 | (bytes[k] & 0x3f);
  }
  if (code < lowest[num_more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return 0;
  return num_more + 1;
}

#endif

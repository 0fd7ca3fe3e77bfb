// The pictures that any tool writes and that need no decoder: "P6 WIDTH HEIGHT 255", one white space, rows of pixels.
#include "netpbm.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SIDE = 16384 };

// The next number of a header, after white space and comments; 0 if there is none, or a larger one than any that fits.
static size_t read_size(FILE* file) {
  int c = getc(file);
  while (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '#') {
    if (c == '#') {
      while (c != '\n' && c != EOF) c = getc(file);
    }
    c = getc(file);
  }
  size_t number = 0;
  for (; c >= '0' && c <= '9'; c = getc(file)) {
    if (number <= MAX_SIDE) number = 10 * number + (size_t)(c - '0');
  }
  // The one white space before the pixels is read now; whatever else follows a number is not a header.
  return number <= MAX_SIDE && (c == ' ' || c == '\t' || c == '\r' || c == '\n') ? number : 0;
}

static const char* read_frame(FILE* file, struct frame* frame) {
  char magic[2];
  if (fread(magic, 1, 2, file) != 2 || magic[0] != 'P' || (magic[1] != '5' && magic[1] != '6')) {
    return "expected a binary PPM or PGM file (P6 or P5): convert others, for example by \"ffmpeg -i IN OUT.ppm\"";
  }
  *frame = (struct frame){.channels = magic[1] == '6' ? 3 : 1};
  frame->width = read_size(file);
  frame->height = read_size(file);
  const size_t max = read_size(file);
  if (frame->width == 0 || frame->height == 0 || max == 0) return "expected a header with width, height and 255";
  if (max != 255) return "expected values up to 255 in its header";
  const size_t nbytes = frame->width * frame->height * frame->channels;
  frame->pixels = malloc(nbytes);
  if (frame->pixels == NULL) return "no memory for its pixels";
  if (fread(frame->pixels, 1, nbytes, file) == nbytes) return NULL;
  free(frame->pixels);
  return "it ends before its last pixel";
}

const char* read_netpbm(const char* path, struct frame* frame) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) return strerror(errno);
  const char* problem = read_frame(file, frame);
  fclose(file);
  return problem;
}

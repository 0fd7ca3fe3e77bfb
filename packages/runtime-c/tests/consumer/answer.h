// What the consumers do alike, in C and C++: an image that is always the same, and one line on what came out, so that
// builds can be compared bit by bit.
#ifndef CONSUMER_ANSWER_H_
#define CONSUMER_ANSWER_H_

#include <bitplane/bitplane.h>
#include <stdio.h>

static inline void fill_image(uint8_t* image, size_t nbytes) {
  for (size_t i = 0; i < nbytes; i++) image[i] = (uint8_t)(i * i / 7 + i * 37);
}

// Prints how many numbers came out, and their bytes' FNV-1a hash.
static inline void print_answer(const struct bitplane_tensor* output) {
  const uint8_t* bytes = (const uint8_t*)output->data;
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < output->nbytes; i++) hash = (hash ^ bytes[i]) * 16777619u;
  printf("%lu numbers, %08lx\n", (unsigned long)(output->height * output->width * output->channels),
         (unsigned long)hash);
}

#endif

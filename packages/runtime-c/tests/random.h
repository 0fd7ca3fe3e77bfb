// Seeded random numbers: xorshift64, Marsaglia 2003.
#ifndef BITPLANE_TESTS_RANDOM_H_
#define BITPLANE_TESTS_RANDOM_H_

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

struct random {
  uint64_t state;
};

static inline struct random seeded(uint64_t seed) { return (struct random){seed * UINT64_C(0x9e3779b97f4a7c15) + 1}; }

static inline uint64_t next_word(struct random* random) {
  random->state ^= random->state << 13;
  random->state ^= random->state >> 7;
  return random->state ^= random->state << 17;
}

// min ... max, both included.
static inline int32_t next_int(struct random* random, int32_t min, int32_t max) {
  assert(min <= max);
  return (int32_t)(min + (int64_t)((next_word(random) >> 11) % (uint64_t)((int64_t)max - min + 1)));
}

static inline uint32_t pick(struct random* random, const uint32_t* from, size_t num) {
  return from[(size_t)next_int(random, 0, (int32_t)num - 1)];
}
#define PICK(random, ...) \
  pick(random, (const uint32_t[]){__VA_ARGS__}, sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

#endif

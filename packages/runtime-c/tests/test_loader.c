// The loader against hostile bytes: every truncation and huge numbers everywhere are rejected or safe to run; every
// status is reached.
#include <stdlib.h>
#include <string.h>

#include "bounded_run.h"
#include "check.h"
#include "loader_models.h"
#include "random.h"

static enum bitplane_status load(const struct built_file* file) {
  struct bitplane_model model;
  return bitplane_model_load(file->bytes, file->nbytes, &model);
}

// Loads and, if the file is accepted and small enough, runs it: the sanitizers see whatever goes wrong.
static enum bitplane_status load_and_run(const struct built_file* file) {
  const struct run_bounds bounds = {.arena_nbytes = 1 << 24, .num_products = 1e6};
  const struct bounded_run result = run_bounded(file->bytes, file->nbytes, &bounds);
  check(result.agrees, "kernels differ");
  return result.status;
}

static struct built_file copy_of(const struct built_file* file) {
  struct built_file copy = {aligned_alloc(64, (file->nbytes + 63) / 64 * 64), file->nbytes};
  memcpy(copy.bytes, file->bytes, file->nbytes);
  return copy;
}

static void test_truncation(const struct built_file* whole) {
  for (size_t nbytes = 0; nbytes < whole->nbytes; nbytes++) {
    struct built_file cut = {aligned_alloc(64, nbytes / 64 * 64 + 64), nbytes};
    // Against the end of the block, so that a sanitizer sees a read beyond; 8 bytes keep the alignment.
    uint8_t* start = cut.bytes + (64 - nbytes % 64) / 8 * 8;
    memcpy(start, whole->bytes, nbytes);
    struct bitplane_model model;
    check(bitplane_model_load(start, nbytes, &model) == BITPLANE_TRUNCATED, "cut to %zu bytes", nbytes);
    free(cut.bytes);
  }
}

// Numbers that overflow when multiplied or added, in every 32-bit place of the tensor and layer records.
static void test_huge_numbers(const struct built_file* whole) {
  static const uint32_t numbers[] = {0, 1, 2, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x10000, 0x40000000};
  struct random random = seeded(4);
  for (size_t at = 16; at + 4 <= whole->nbytes; at += 4) {
    for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++) {
      struct built_file changed = copy_of(whole);
      memcpy(changed.bytes + at, &numbers[k], 4);
      if (next_int(&random, 0, 1)) memcpy(changed.bytes + (at + 8) % (whole->nbytes - 4) / 4 * 4, &numbers[k], 4);
      seal_file(changed.bytes, changed.nbytes);
      load_and_run(&changed);
      check(1, "number at %zu", at);
      free(changed.bytes);
    }
  }
}

// A file with one byte set must be rejected with a certain status.
static void expect(const struct built_file* whole, size_t at, uint8_t value, enum bitplane_status expected,
                   const char* what) {
  struct built_file changed = copy_of(whole);
  changed.bytes[at] = value;
  if (expected != BITPLANE_BAD_CHECKSUM) seal_file(changed.bytes, changed.nbytes);
  const enum bitplane_status got = load(&changed);
  check(got == expected, "%s: expected '%s', got '%s'", what, bitplane_status_text(expected),
        bitplane_status_text(got));
  free(changed.bytes);
}

static size_t section_offset(const struct built_file* file, uint32_t index) {
  uint64_t offset;
  memcpy(&offset, file->bytes + 64 + 24 * (size_t)index + 8, sizeof offset);
  return (size_t)offset;
}

static void test_statuses(const struct built_file* whole) {
  const size_t tensors = section_offset(whole, 1), layers = section_offset(whole, 2);
  check(load_and_run(whole) == BITPLANE_OK, "the small model is rejected");
  expect(whole, 1, 'X', BITPLANE_FOREIGN_FILE, "another magic");
  expect(whole, 8, 4, BITPLANE_NEWER_VERSION, "version 4");
  expect(whole, 8, 1, BITPLANE_OLDER_VERSION, "version 1");
  expect(whole, 16, 0, BITPLANE_TOO_LONG, "fewer bytes stated");
  expect(whole, whole->nbytes - 1, 77, BITPLANE_BAD_CHECKSUM, "a changed byte");
  expect(whole, 50, 1, BITPLANE_BAD_HEADER, "a reserved byte");
  expect(whole, 28, 1, BITPLANE_BAD_HEADER, "number of tensors");
  expect(whole, 24, 200, BITPLANE_BAD_SECTION, "number of sections");
  expect(whole, 64, 2, BITPLANE_BAD_SECTION, "type of section 0");
  expect(whole, 64 + 8, 65, BITPLANE_BAD_SECTION, "offset of section 0");
  expect(whole, 37, 255, BITPLANE_BAD_NAME, "name of the model");
  expect(whole, tensors, BITPLANE_BITS, BITPLANE_BAD_TENSOR, "element of the image");
  expect(whole, tensors + 4, 0, BITPLANE_BAD_TENSOR, "height 0");
  expect(whole, tensors + 16 + 6, 1, BITPLANE_TOO_LARGE, "height 65,536 and more");
  expect(whole, layers, 99, BITPLANE_UNKNOWN_KIND, "kind 99");
  expect(whole, layers + 5, 255, BITPLANE_BAD_NAME, "name of a layer");
  expect(whole, layers + 128 + 4, 32, BITPLANE_BAD_NAME, "a name twice");
  expect(whole, section_offset(whole, 0), 0xff, BITPLANE_BAD_NAME, "a model's name that is not UTF-8");
  expect(whole, section_offset(whole, 0) + 32, 0xc0, BITPLANE_BAD_NAME, "a layer's name that is not UTF-8");
  expect(whole, section_offset(whole, 0) + 32, 0, BITPLANE_BAD_NAME, "an empty name");
  expect(whole, 8, 3, BITPLANE_BAD_HEADER, "a version that no kind needs");
  expect(whole, layers + 12, 1, BITPLANE_BAD_LAYER, "a layer that reads itself");
  expect(whole, layers + 24 + 8, 2, BITPLANE_BAD_LAYER, "a stride that gives another shape");
  expect(whole, layers + 24 + 44, 1, BITPLANE_BAD_LAYER, "an attribute that is not used");
  expect(whole, layers + 88, 1, BITPLANE_BAD_LAYER, "weights in a fixed section");
  expect(whole, layers + 128 + 24, 2, BITPLANE_BAD_LAYER, "per element 2");
  expect(whole, section_offset(whole, 3), 0x80, BITPLANE_BAD_VALUE, "weight -128");
  expect(whole, section_offset(whole, 7), 4, BITPLANE_BAD_VALUE, "padding bit of flip");
  expect(whole, section_offset(whole, 9) + 1, 1, BITPLANE_BAD_VALUE, "padding bit of weights");
  expect(whole, section_offset(whole, 10) + 7, 0xff, BITPLANE_BAD_VALUE, "NaN");
}

// The same for a file with a record's number set: layer `layer` of the branched model.
static void expect_number(const struct built_file* whole, uint32_t layer, uint32_t number, uint8_t value,
                          const char* what) {
  expect(whole, section_offset(whole, 2) + 128 * (size_t)layer + 4 * (size_t)number, value, BITPLANE_BAD_LAYER, what);
}

// Many layers with one array: whoever copies it for each needs more memory than any file should make them take.
static void test_shared_arrays(void) {
  enum { CHANNELS = 256, NUM_LAYERS = 40 };
  static const float floats[CHANNELS];
  for (int is_shared = 0; is_shared <= 1; is_shared++) {
    struct builder b = begin_model(1, 1, CHANNELS);
    const uint32_t table = add_section(&b, BITPLANE_SECTION_FLOAT32, floats, sizeof floats);
    const struct built_layer first = {BYTE_TABLE, {0}, BITPLANE_FLOAT32, 1, 1, CHANNELS, {0}, {table}};
    const uint32_t shared = is_shared ? table : 0;
    uint32_t last = add_layer(&b, &first);
    for (int k = 0; k < NUM_LAYERS; k++) {
      const struct built_layer layer = {AFFINE, {last}, BITPLANE_FLOAT32, 1, 1, CHANNELS, {0}, {shared}};
      last = add_layer(&b, &layer);
    }
    const struct built_file file = finish_model(&b);
    check(load(&file) == (is_shared ? BITPLANE_TOO_LARGE : BITPLANE_OK), "an array in %d layers",
          is_shared * NUM_LAYERS);
    free(file.bytes);
  }
}

static void test_branched_statuses(const struct built_file* whole) {
  enum { NUM_INPUTS = 2, SECOND_INPUT = 4, ATTRIBUTES = 6, SECTIONS = 22 };
  check(load_and_run(whole) == BITPLANE_OK, "the branched model is rejected");
  expect_number(whole, BRANCHED_ADD, NUM_INPUTS, 1, "add of one input");
  expect_number(whole, BRANCHED_RELU, NUM_INPUTS, 2, "relu of two inputs");
  expect_number(whole, BRANCHED_ADD, SECOND_INPUT, BRANCHED_CONCAT + 1, "add of two shapes");
  expect_number(whole, BRANCHED_ADD, SECOND_INPUT, BRANCHED_ADD + 1, "add of itself");
  expect_number(whole, BRANCHED_CONCAT, SECOND_INPUT, 1, "concat of two elements");
  expect_number(whole, BRANCHED_BIT_CONCAT, SECOND_INPUT, BRANCHED_SIGNS, "concat of bits and floats");
  expect_number(whole, BRANCHED_MAX_POOL, ATTRIBUTES + 8, 2, "max-pool beside the image");
  expect_number(whole, BRANCHED_SIGNS, ATTRIBUTES, 0, "no planes of signs");
  expect_number(whole, BRANCHED_SIGNS, ATTRIBUTES, 5, "5 planes of signs");
  expect_number(whole, BRANCHED_SUM, ATTRIBUTES, 0, "a sum of no planes");
  expect_number(whole, BRANCHED_SUM, ATTRIBUTES, 3, "a sum of 3 planes of 4 channels");
  expect_number(whole, BRANCHED_SUM, SECTIONS, 0xff, "a sum without scales");
  expect_number(whole, BRANCHED_MASKED, SECTIONS + 1, BRANCHED_WEIGHTS_AT, "a mask of bytes");
  expect_number(whole, BRANCHED_DENSE, SECTIONS + 1, 0xff, "dense without scales");
  expect_number(whole, BRANCHED_MEAN, ATTRIBUTES, 0, "average-pool without a window");

  const size_t scales = section_offset(whole, BRANCHED_SCALES_AT), mask = section_offset(whole, BRANCHED_MASK_AT);
  expect(whole, scales + 3, 0x7f, BITPLANE_BAD_VALUE, "an infinite scale");
  expect(whole, scales + 3, 0xc0, BITPLANE_BAD_VALUE, "a scale below 0");
  expect(whole, scales + 7, 0, BITPLANE_BAD_VALUE, "a scale of 0");
  expect(whole, mask, 0x1f, BITPLANE_BAD_VALUE, "a padding bit of the mask");
  expect(whole, mask, 0x0e, BITPLANE_BAD_VALUE, "a weight that the mask takes away");
  expect(whole, section_offset(whole, BRANCHED_WEIGHTS_AT), 0x80, BITPLANE_BAD_VALUE, "weight -128 in dense");
  expect(whole, section_offset(whole, BRANCHED_FLOATS_AT) + 3, 0x7f, BITPLANE_BAD_VALUE, "an infinite summand");
}

// Files that are not a sound model of this version say so, each in its own words.
static void test_texts(void) {
  static const enum bitplane_status statuses[] = {BITPLANE_FOREIGN_FILE, BITPLANE_NEWER_VERSION, BITPLANE_OLDER_VERSION,
                                                  BITPLANE_TRUNCATED,    BITPLANE_TOO_LONG,      BITPLANE_BAD_CHECKSUM,
                                                  BITPLANE_TOO_LARGE,    BITPLANE_UNKNOWN_KIND};
  static const char* const words[] = {"not a .bpm", "newer version", "older version", "truncated",
                                      "more bytes", "checksum",      "larger",        "unknown kind"};
  for (size_t k = 0; k < sizeof statuses / sizeof statuses[0]; k++) {
    const char* text = bitplane_status_text(statuses[k]);
    for (size_t j = 0; j < sizeof words / sizeof words[0]; j++) {
      check((strstr(text, words[j]) != NULL) == (j == k), "'%s' and '%s'", text, words[j]);
    }
  }
}

static void test_hostile_bytes(const struct built_file* whole) {
  test_truncation(whole);
  test_huge_numbers(whole);
}

int main(void) {
  const struct built_file whole = small_model(), branched = branched_model();
  struct bitplane_model model;
  check(bitplane_model_load(NULL, 0, &model) == BITPLANE_NULL_ARGUMENT, "NULL bytes");
  check(bitplane_model_load(whole.bytes + 4, whole.nbytes - 4, &model) == BITPLANE_MISALIGNED, "misaligned bytes");
  test_texts();
  test_statuses(&whole);
  test_branched_statuses(&branched);
  test_shared_arrays();
  test_hostile_bytes(&whole);
  test_hostile_bytes(&branched);
  free(branched.bytes);
  free(whole.bytes);
  return report();
}

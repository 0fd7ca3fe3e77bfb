// Writes the files that command_line.cmake runs the program on, into the folder given:
//   model.bpm     32x32x3 -> mean of each colour: its class is the brightest colour
//   named.bpm     the same, with names for its classes; badly-named.bpm has one name too many
//   small.bpm, small.bin   the same for 2x3x3, and three records of that size
//   batch.bin     seven CIFAR-10 records of one colour each, the last with a wrong label
//   foreign.bin   the first record, with a label that the model has no score for
//   images.raw    the first two images, rows of pixels
//   right.bpv, wrong.bpv   golden vectors of the first two images; in wrong.bpv the second image's green mean is off
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "builder.h"
#include "crc32.h"

enum { SIDE = 32, PIXELS = SIDE * SIDE, COLOURS = 3, IMAGE_NBYTES = PIXELS * COLOURS, NUM_RECORDS = 7, BRIGHT = 200 };

static void write_file(const char* folder, const char* name, const void* bytes, size_t nbytes) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE* file = fopen(path, "wb");
  if (file == NULL || fwrite(bytes, 1, nbytes, file) != nbytes || fclose(file) != 0) {
    perror(path);
    exit(EXIT_FAILURE);
  }
}

struct section_bytes {
  const char* bytes;
  size_t nbytes;
};

// names: what the class names' section holds; NULL for a file without.
static struct built_file brightest_colour(uint32_t height, uint32_t width, const struct section_bytes* names) {
  struct builder b = begin_model(height, width, COLOURS);
  const int8_t identity[COLOURS * COLOURS] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  const uint8_t zeros[COLOURS] = {0};
  const uint32_t weights_at = add_section(&b, BITPLANE_SECTION_INT8, identity, sizeof identity);
  const uint32_t zeros_at = add_section(&b, BITPLANE_SECTION_UINT8, zeros, sizeof zeros);
  const struct built_layer convolution = {
      INT8_CONV2D,           {0}, BITPLANE_INT32, height, width, COLOURS, {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1},
      {weights_at, zeros_at}};
  const struct built_layer mean = {AVERAGE_POOL, {1}, BITPLANE_FLOAT32, 1, 1, COLOURS, {height, width, 1, 1, 1, 1},
                                   {0}};
  add_layer(&b, &convolution);
  add_layer(&b, &mean);
  if (names != NULL) add_section(&b, BITPLANE_SECTION_UINT8, names->bytes, names->nbytes);
  return finish_model(&b);
}

static void write_model(const char* folder, const char* name, struct built_file model) {
  write_file(folder, name, model.bytes, model.nbytes);
  free(model.bytes);
}

static void write_batch(const char* folder) {
  static uint8_t batch[NUM_RECORDS][1 + IMAGE_NBYTES];
  for (size_t k = 0; k < NUM_RECORDS; k++) {
    batch[k][0] = (uint8_t)(k == NUM_RECORDS - 1 ? 1 : k % COLOURS);
    memset(&batch[k][1 + k % COLOURS * PIXELS], BRIGHT, PIXELS);
  }
  write_file(folder, "batch.bin", batch, sizeof batch);
  batch[0][0] = COLOURS;
  write_file(folder, "foreign.bin", batch[0], sizeof batch[0]);
}

// Three images of one colour each, 2 x 3 pixels.
static void write_small(const char* folder) {
  enum { HEIGHT = 2, WIDTH = 3, PLANE = HEIGHT * WIDTH };
  static uint8_t records[COLOURS][1 + COLOURS * PLANE];
  for (size_t k = 0; k < COLOURS; k++) {
    records[k][0] = (uint8_t)k;
    memset(&records[k][1 + k * PLANE], BRIGHT, PLANE);
  }
  write_model(folder, "small.bpm", brightest_colour(HEIGHT, WIDTH, NULL));
  write_file(folder, "small.bin", records, sizeof records);
}

static void write_named(const char* folder) {
  static const char names[] = "classes\0red\0\"green\"\0bleu fonc\xc3\xa9", many[] = "classes\0a\0b\0c\0d";
  write_model(folder, "named.bpm", brightest_colour(SIDE, SIDE, &(struct section_bytes){names, sizeof names}));
  write_model(folder, "badly-named.bpm", brightest_colour(SIDE, SIDE, &(struct section_bytes){many, sizeof many}));
}

static void fill_image(uint8_t* image, int colour) {
  for (int pixel = 0; pixel < PIXELS; pixel++) image[pixel * COLOURS + colour] = BRIGHT;
}

static void put_u32(uint8_t* at, uint32_t value) { memcpy(at, &value, sizeof value); }

// Two images of two tensors: `input` and the last layer's output.
static void write_golden(const char* folder, const char* name, uint32_t model_crc32, float green) {
  enum {
    NUM_IMAGES = 2,
    TABLE = 64,
    NAMES = TABLE + 64,
    DATA = NAMES + 64,
    MEAN = IMAGE_NBYTES,
    STEP = IMAGE_NBYTES + 64
  };
  static const uint8_t magic[8] = {0x89, 'B', 'P', 'V', '\r', '\n', 0x1a, '\n'};
  static const char names[] = "input\0layer-2";
  static const uint32_t rows[2][8] = {{0, BITPLANE_UINT8, SIDE, SIDE, COLOURS, 0, IMAGE_NBYTES, 0},
                                      {6, BITPLANE_FLOAT32, 1, 1, COLOURS, MEAN, COLOURS * 4, 0}};
  static uint8_t file[DATA + NUM_IMAGES * STEP];
  memset(file, 0, sizeof file);
  memcpy(file, magic, sizeof magic);
  const uint32_t header[][2] = {{8, 1},     {16, sizeof file},  {24, NUM_IMAGES}, {28, 2},
                                {32, STEP}, {36, sizeof names}, {40, model_crc32}};
  for (size_t k = 0; k < sizeof header / sizeof header[0]; k++) put_u32(file + header[k][0], header[k][1]);
  memcpy(file + TABLE, rows, sizeof rows);
  memcpy(file + NAMES, names, sizeof names);
  for (int k = 0; k < NUM_IMAGES; k++) {
    const float means[COLOURS] = {k == 0 ? (float)BRIGHT : 0, k == 1 ? green : 0, 0};
    fill_image(file + DATA + k * STEP, k);
    memcpy(file + DATA + k * STEP + MEAN, means, sizeof means);
  }
  put_u32(file + 12, bitplane_crc32(0, file, sizeof file));
  write_file(folder, name, file, sizeof file);
}

int main(int argc, char** argv) {
  if (argc != 2) return EXIT_FAILURE;
  static uint8_t images[2 * IMAGE_NBYTES];
  const struct built_file model = brightest_colour(SIDE, SIDE, NULL);
  uint32_t model_crc32;
  memcpy(&model_crc32, model.bytes + 12, sizeof model_crc32);
  fill_image(images, 0);
  fill_image(images + IMAGE_NBYTES, 1);
  write_file(argv[1], "model.bpm", model.bytes, model.nbytes);
  write_file(argv[1], "images.raw", images, sizeof images);
  write_batch(argv[1]);
  write_small(argv[1]);
  write_named(argv[1]);
  write_golden(argv[1], "right.bpv", model_crc32, BRIGHT);
  write_golden(argv[1], "wrong.bpv", model_crc32, (float)BRIGHT + 0.5f);
  free(model.bytes);
  return EXIT_SUCCESS;
}

// Firmware that classifies an image by a network in flash. The network is in model.h, which
// `bitplane-converter export --emit c-header` wrote: its names start with the network's.
#include "bitplane.h"
#include "model.h"
#include "semihosting.h"

#define MODEL reference_2bit_model
enum {
  IMAGE_NBYTES = REFERENCE_2BIT_HEIGHT * REFERENCE_2BIT_WIDTH * REFERENCE_2BIT_CHANNELS,
  NUM_CLASSES = REFERENCE_2BIT_NUM_CLASSES,
};

static _Alignas(BITPLANE_ARENA_ALIGNMENT) uint8_t arena[REFERENCE_2BIT_ARENA_NBYTES];
static uint8_t image[IMAGE_NBYTES];

// In place of a camera: rows of pixels, the channels of each pixel side by side.
static void take_picture(void) {
  for (uint32_t i = 0; i < IMAGE_NBYTES; i++) image[i] = (uint8_t)(i * i / 7 + i * 37);
}

// The score's bits, so that it can be compared with other machines' to the last one.
static uint32_t bits_of(float score) {
  union {
    float score;
    uint32_t bits;
  } both = {score};
  return both.bits;
}

int main(void) {
  struct bitplane_model model;
  struct bitplane_network* network = NULL;
  struct bitplane_tensor output = {0};
  const struct bitplane_memory memory = {arena, sizeof arena};
  const struct bitplane_options options = {0};
  enum bitplane_status status = bitplane_model_load(MODEL, sizeof MODEL, &model);
  if (status == BITPLANE_OK) status = bitplane_network_init(&model, &options, memory, &network);
  take_picture();
  if (status == BITPLANE_OK) status = bitplane_run(network, image, NULL, &output);
  if (status != BITPLANE_OK) {
    semihosting_write(bitplane_status_text(status));
    semihosting_write("\n");
    return 1;
  }

  const float* scores = output.data;
  uint32_t best = 0;
  for (uint32_t c = 0; c < NUM_CLASSES; c++) {
    semihosting_write_count(bits_of(scores[c]), "\n");
    if (scores[c] > scores[best]) best = c;
  }
  semihosting_write("class ");
  semihosting_write_count(best, "\n");
  return 0;
}

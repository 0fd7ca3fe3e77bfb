// Runs a model from flash on a bare Cortex-M4 and compares each output with the golden vectors, bit for bit.
// Ends with status 0 if all are equal, 1 if not, 2 if the model cannot be run.
#include <bitplane/bitplane.h>
#include <string.h>

#include "flashed_golden.h"
#include "semihosting.h"

extern const uint8_t model_start[], model_end[];
extern const struct golden_header golden_start[];

// The reference network needs 44 kB.
enum { ARENA_NBYTES = 96 * 1024 };
static _Alignas(BITPLANE_ARENA_ALIGNMENT) uint8_t arena[ARENA_NBYTES];

struct comparison {
  uint32_t image, num_equal, num_different;
};

static void compare(void* context, uint32_t step, const struct bitplane_tensor* output) {
  struct comparison* comparison = context;
  (void)step;
  for (uint32_t index = 1; index < golden_start->num_tensors; index++) {
    const struct golden_tensor* tensor = golden_tensors(golden_start) + index;
    if (strcmp(golden_name(golden_start, tensor), output->name) != 0) continue;
    const uint8_t* expected = golden_bytes(golden_start, tensor, comparison->image);
    if (tensor->nbytes == output->nbytes && memcmp(expected, output->data, output->nbytes) == 0) {
      comparison->num_equal++;
    } else {
      comparison->num_different++;
    }
  }
}

int main(void) {
  struct bitplane_model model;
  struct bitplane_network* network = NULL;
  struct bitplane_memory memory = {arena, 0};
  const struct bitplane_options options = {0};
  enum bitplane_status status = bitplane_model_load(model_start, (size_t)(model_end - model_start), &model);
  if (status == BITPLANE_OK) status = bitplane_arena_nbytes(&model, &options, &memory.nbytes);
  if (status == BITPLANE_OK && memory.nbytes > sizeof arena) status = BITPLANE_ARENA_TOO_SMALL;
  if (status == BITPLANE_OK) status = bitplane_network_init(&model, &options, memory, &network);
  if (status != BITPLANE_OK) {
    semihosting_write(bitplane_status_text(status));
    semihosting_write("\n");
    return 2;
  }

  struct comparison comparison = {0, 0, 0};
  const struct bitplane_observer observer = {compare, &comparison};
  for (; comparison.image < golden_start->num_images; comparison.image++) {
    const uint8_t* input = golden_bytes(golden_start, golden_tensors(golden_start), comparison.image);
    struct bitplane_tensor output;
    bitplane_run(network, input, &observer, &output);
  }
  semihosting_write_count((uint32_t)memory.nbytes, " bytes of arena\n");
  semihosting_write_count(comparison.num_equal, " outputs equal, ");
  semihosting_write_count(comparison.num_different, " different\n");
  return comparison.num_different == 0 && comparison.num_equal > 0 ? 0 : 1;
}

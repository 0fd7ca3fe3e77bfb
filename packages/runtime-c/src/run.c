// Runs an image through a network, or many.
#include <string.h>

#include "network.h"

// One image: which, in whose memory, and who works on it.
struct pass {
  const uint8_t* image;
  uint32_t slot;
  const struct bitplane_workers* workers;  // NULL for the caller's thread alone
  const struct bitplane_observer* observer;
};

static struct bitplane_tensor output_of(const struct bitplane_network* network, const struct bitplane_built_step* step,
                                        uint32_t slot) {
  struct bitplane_tensor output = step->description.output;
  output.data = network->tensors + slot * network->tensors_nbytes + step->output_offset;
  return output;
}

static enum bitplane_status run_image(const struct bitplane_network* network, const struct pass* pass) {
  const struct bitplane_team team = {pass->workers, network->min_part};
  uint8_t* tensors = network->tensors + pass->slot * network->tensors_nbytes;
  uint8_t* memory = network->memory + pass->slot * network->memory_nbytes;
  for (uint32_t index = 0; index < network->num_steps; index++) {
    const struct bitplane_built_step* step = &network->steps[index];
    const struct bitplane_operands operands = {
        .input = step->input_offset == BITPLANE_CALLERS ? pass->image : tensors + step->input_offset,
        .output = tensors + step->output_offset,
        .tensors = tensors,
        .shared = memory,
        .scratch = memory + step->shared_nbytes,
    };
    const enum bitplane_status status = bitplane_run_job(&step->job, &operands, &team);
    if (status != BITPLANE_OK) return status;
    if (pass->observer == NULL) continue;
    const struct bitplane_tensor made = output_of(network, step, pass->slot);
    pass->observer->on_output(pass->observer->context, index, &made);
  }
  return BITPLANE_OK;
}

enum bitplane_status bitplane_run(struct bitplane_network* network, const uint8_t* image,
                                  const struct bitplane_observer* observer, struct bitplane_tensor* output) {
  if (network == NULL || image == NULL || output == NULL) return BITPLANE_NULL_ARGUMENT;
  const struct pass pass = {image, 0, &network->workers, observer};
  const enum bitplane_status status = run_image(network, &pass);
  if (status == BITPLANE_OK) *output = output_of(network, network->output, 0);
  return status;
}

struct spread {
  const struct bitplane_network* network;
  const struct bitplane_batch* batch;
};

static void copy_output(const struct spread* spread, uint32_t slot, size_t index) {
  const struct bitplane_tensor output = output_of(spread->network, spread->network->output, slot);
  memcpy((uint8_t*)spread->batch->outputs + index * output.nbytes, output.data, output.nbytes);
}

static void run_spread(void* context, uint32_t index, uint32_t worker) {
  const struct spread* spread = context;
  const struct bitplane_network* network = spread->network;
  const struct pass pass = {
      .image = spread->batch->images + index * network->image_nbytes,
      .slot = worker,
  };
  run_image(network, &pass);  // alone: cannot fail
  copy_output(spread, worker, index);
}

enum bitplane_status bitplane_run_batch(struct bitplane_network* network, const struct bitplane_batch* batch) {
  if (network == NULL || batch == NULL) return BITPLANE_NULL_ARGUMENT;
  if (batch->num_images > 0 && (batch->images == NULL || batch->outputs == NULL)) return BITPLANE_NULL_ARGUMENT;
  struct spread spread = {network, batch};
  uint32_t index = 0;
  enum bitplane_status status = BITPLANE_OK;
  if (network->num_slots > 1) {
    // An image left over would keep one worker busy and the others waiting: it is split by layers.
    index = batch->num_images - (batch->num_images % network->num_slots == 1 ? 1 : 0);
    if (index > 0) status = network->workers.run(network->workers.pool, index, run_spread, &spread);
  }
  for (; status == BITPLANE_OK && index < batch->num_images; index++) {
    struct bitplane_tensor output;
    status = bitplane_run(network, batch->images + index * network->image_nbytes, NULL, &output);
    if (status == BITPLANE_OK) copy_output(&spread, 0, index);
  }
  return status;
}

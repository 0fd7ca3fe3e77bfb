// The library as a module of WebAssembly: each instance runs one network at a time, in its own memory, which grows and
// holds, in this order, the file, an image and the network's arena.
#include "module.h"

#include "class_names.h"

extern uint8_t __heap_base;  // of the linker: the first byte after its data

static struct bitplane_model model;
static struct bitplane_network* network;
static struct bitplane_tensor input, output;
static struct bitplane_step step;
static struct class_names classes;
static uint8_t* image;

// Returns the first address at or after `top` that is aligned to 64, if memory has or can be given `nbytes` from there
// on, else NULL.
static uint8_t* take(uintptr_t top, uint64_t nbytes) {
  enum { PAGE_NBYTES = 65536 };
  const uint64_t first = ((uint64_t)top + 63) / 64 * 64, end = first + nbytes;
  const uint64_t num_pages = (end + PAGE_NBYTES - 1) / PAGE_NBYTES, now = __builtin_wasm_memory_size(0);
  if (num_pages > UINT32_MAX / PAGE_NBYTES) return NULL;
  if (num_pages > now && __builtin_wasm_memory_grow(0, (size_t)(num_pages - now)) == SIZE_MAX) return NULL;
  return (uint8_t*)(uintptr_t)first;
}

uint8_t* module_place(uint32_t nbytes) {
  network = NULL;
  return take((uintptr_t)&__heap_base, nbytes);
}

uint32_t module_load(uint32_t nbytes) {
  uint8_t* bytes = module_place(nbytes);
  const struct bitplane_options options = {.cpu_features = bitplane_cpu_features()};
  struct bitplane_memory arena;
  enum bitplane_status status = bitplane_model_load(bytes, nbytes, &model);
  if (status == BITPLANE_OK) status = bitplane_arena_nbytes(&model, &options, &arena.nbytes);
  if (status != BITPLANE_OK) return status;
  if (!find_class_names(&model, &classes)) return MODULE_BAD_CLASS_NAMES;
  bitplane_model_input(&model, &input);
  bitplane_model_output(&model, &output);
  image = take((uintptr_t)bytes + nbytes, input.nbytes);
  arena.data = image == NULL ? NULL : take((uintptr_t)image + input.nbytes, arena.nbytes);
  if (arena.data == NULL) return MODULE_NO_MEMORY;
  return bitplane_network_init(&model, &options, arena, &network);
}

uint32_t module_faulty_layer(void) { return model.faulty_layer; }

const char* module_status_text(uint32_t status) {
  if (status == MODULE_NO_MEMORY) return "no memory for the model, an image and an arena";
  if (status == MODULE_BAD_CLASS_NAMES) return "bad class names: export the network again";
  return bitplane_status_text((enum bitplane_status)status);
}

const char* module_model_name(void) { return model.name; }
const struct bitplane_tensor* module_input(void) { return &input; }
const struct bitplane_tensor* module_output(void) { return &output; }
uint32_t module_num_classes(void) { return (uint32_t)classes.num_names; }
const char* module_class_name(uint32_t index) { return class_name(&classes, index); }
uint32_t module_num_steps(void) { return bitplane_num_steps(network); }

const struct bitplane_step* module_step(uint32_t index) {
  bitplane_describe_step(network, index, &step);
  return &step;
}

uint8_t* module_image(void) { return image; }

static void on_output(void* context, uint32_t index, const struct bitplane_tensor* made) {
  (void)context;
  module_show_output(index, made);
}

const struct bitplane_tensor* module_run(uint32_t shows_outputs) {
  const struct bitplane_observer observer = {on_output, NULL};
  bitplane_run(network, image, shows_outputs != 0 ? &observer : NULL, &output);
  return &output;
}

// What the module exports and imports. packages/wasm calls these functions by the names in EXPORT and reads structures
// in memory.
#ifndef BITPLANE_WASM_MODULE_H_
#define BITPLANE_WASM_MODULE_H_

#include <stddef.h>
#include <stdint.h>

#include "bitplane/bitplane.h"

#define EXPORT(name) __attribute__((export_name(#name)))

// Pointers and sizes have 32 bits, and fields have no gaps.
_Static_assert(offsetof(struct bitplane_tensor, data) == 24 && sizeof(struct bitplane_tensor) == 28,
               "packages/wasm/src/structures.ts");
_Static_assert(offsetof(struct bitplane_step, output) == 12, "packages/wasm/src/structures.ts");

// Statuses of the module, beside those of the library.
enum { MODULE_NO_MEMORY = 100, MODULE_BAD_CLASS_NAMES = 101 };

// Is called with the output of a step while it is there.
__attribute__((import_module("bitplane"), import_name("on_output"))) void module_show_output(
    uint32_t step, const struct bitplane_tensor* output);

// Forgets the network before, if any. Returns where the file's bytes go, NULL where there is no memory for them.
EXPORT(place) uint8_t* module_place(uint32_t nbytes);

// Loads the file whose bytes are in their place. Returns a status.
EXPORT(load) uint32_t module_load(uint32_t nbytes);

// Of the last load: the layer at fault, UINT32_MAX for none.
EXPORT(faulty_layer) uint32_t module_faulty_layer(void);

EXPORT(status_text) const char* module_status_text(uint32_t status);

// The rest is only called after a load that returned BITPLANE_OK.
EXPORT(model_name) const char* module_model_name(void);
EXPORT(input) const struct bitplane_tensor* module_input(void);
EXPORT(output) const struct bitplane_tensor* module_output(void);
EXPORT(num_classes) uint32_t module_num_classes(void);
EXPORT(class_name) const char* module_class_name(uint32_t index);
EXPORT(num_steps) uint32_t module_num_steps(void);

// Overwritten by the next call.
EXPORT(step) const struct bitplane_step* module_step(uint32_t index);

// Where the image's bytes go.
EXPORT(image) uint8_t* module_image(void);

// Runs the image; shows_outputs: of all steps. Returns the output, whose data is there until the next run.
EXPORT(run) const struct bitplane_tensor* module_run(uint32_t shows_outputs);

#endif

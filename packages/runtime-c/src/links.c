#include "links.h"

#include <string.h>

#include "tensor.h"

// Sets *kernel to the name of the link's kernel.
static struct bitplane_link build_link(const struct bitplane_building* building, struct bitplane_planned_layer planned,
                                       const struct bitplane_setup* setup, const char** kernel) {
  const struct bitplane_layer* layer = setup->layer;
  struct bitplane_link link = {.op = bitplane_find_op(layer->kind), .operand = planned.operand};
  const struct bitplane_ready ready = link.op->prepare(setup);
  link.state = ready.state;
  *kernel = ready.kernel;
  if (layer->num_inputs == 2) {
    const struct bitplane_tensor* other = planned.operand == 0 ? &layer->second_input : &layer->input;
    const uint32_t tensor = layer->inputs[1 - planned.operand];
    link.other_nbytes = (size_t)bitplane_pixel_nbytes(other);
    link.other_offset = (size_t)building->plan->tensors[tensor].offset;
  }
  return link;
}

// The chain of the step's layers from number `first` on; without links where there are none.
static struct bitplane_chain build_chain(const struct bitplane_building* building,
                                         const struct bitplane_planned_step* step, uint32_t first,
                                         const struct bitplane_setup* setup) {
  struct bitplane_chain chain = {.num_links = step->num_layers - first};
  if (chain.num_links == 0) return chain;
  struct bitplane_link* links = bitplane_arena_take(setup->arena, chain.num_links, sizeof *links);
  chain.links = links;
  for (uint32_t k = 0; k < chain.num_links; k++) {
    const struct bitplane_planned_layer planned = building->plan->layers[step->first_layer + first + k];
    struct bitplane_layer layer;
    bitplane_format_layer(building->model, planned.index, &layer);
    const struct bitplane_setup link_setup = {
        .layer = &layer, .cpu_features = setup->cpu_features, .arena = setup->arena};
    const char* kernel;
    const struct bitplane_link link = build_link(building, planned, &link_setup, &kernel);
    if (k == 0) chain.kernel = kernel;
    if (links != NULL) links[k] = link;
    if (chain.output_nbytes > chain.max_link_nbytes) chain.max_link_nbytes = chain.output_nbytes;  // of the link before
    chain.output_nbytes = bitplane_pixel_nbytes(&layer.output);
  }
  return chain;
}

// Reads layer number `at` of the step if it is there and has that role. Returns it, or NULL.
static const struct bitplane_layer* read_role(const struct bitplane_building* building,
                                              const struct bitplane_planned_step* step, uint32_t at,
                                              enum bitplane_role role, struct bitplane_layer* layer) {
  if (at >= step->num_layers) return NULL;
  bitplane_format_layer(building->model, building->plan->layers[step->first_layer + at].index, layer);
  return bitplane_find_op(layer->kind)->role == role ? layer : NULL;
}

const struct bitplane_op* bitplane_link_step(const struct bitplane_building* building,
                                             const struct bitplane_planned_step* step, struct bitplane_setup* setup,
                                             struct bitplane_step_layers* layers) {
  setup->layer = &layers->first;
  const bool is_chain_alone = read_role(building, step, 0, BITPLANE_ROLE_LINK, &layers->first) != NULL;
  uint32_t next = is_chain_alone ? 0 : 1;
  setup->threshold = read_role(building, step, next, BITPLANE_ROLE_THRESHOLD, &layers->threshold);
  if (setup->threshold != NULL) next++;
  setup->pool = read_role(building, step, next, BITPLANE_ROLE_SIGN_POOL, &layers->pool);
  if (setup->pool != NULL) next++;
  layers->chain = build_chain(building, step, next, setup);
  setup->chain = &layers->chain;
  return is_chain_alone ? &bitplane_chain_alone : bitplane_find_op(layers->first.kind);
}

// Writes `name` at *end, if there is memory, and counts it.
static void append(char* text, size_t* end, const char* name) {
  const size_t length = strlen(name);
  if (text != NULL) memcpy(text + *end, name, length);
  *end += length;
}

size_t bitplane_name_step(const struct bitplane_building* building, const struct bitplane_planned_step* step,
                          char* text) {
  size_t end = 0;
  for (uint32_t k = step->first_layer; k < step->first_layer + step->num_layers; k++) {
    struct bitplane_layer layer;
    bitplane_format_layer(building->model, building->plan->layers[k].index, &layer);
    if (end > 0) append(text, &end, "+");
    append(text, &end, bitplane_find_op(layer.kind)->name);
  }
  if (text != NULL) text[end] = '\0';
  return end + 1;
}

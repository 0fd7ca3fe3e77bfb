// From planned links to links that run.
#include "links.h"

#include <string.h>

#include "tensor.h"

// Sets *kernel to the name of the link's.
static struct bitplane_link build_link(const struct bitplane_building* building, struct bitplane_planned_link planned,
                                       struct bitplane_setup* setup, const char** kernel) {
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

struct bitplane_chain bitplane_build_chain(const struct bitplane_building* building,
                                           const struct bitplane_planned_step* step, struct bitplane_setup* setup) {
  struct bitplane_chain chain = {.num_links = step->num_links};
  if (step->num_links == 0) return chain;
  struct bitplane_link* links = bitplane_arena_take(setup->arena, step->num_links, sizeof *links);
  chain.links = links;
  for (uint32_t k = 0; k < step->num_links; k++) {
    const struct bitplane_planned_link planned = building->plan->links[step->first_link + k];
    struct bitplane_layer layer;
    bitplane_format_layer(building->model, planned.layer, &layer);
    setup->layer = &layer;
    const char* kernel;
    const struct bitplane_link link = build_link(building, planned, setup, &kernel);
    if (k == 0) chain.kernel = kernel;
    if (links != NULL) links[k] = link;
    if (chain.output_nbytes > chain.longest_nbytes) chain.longest_nbytes = chain.output_nbytes;  // of the link before
    chain.output_nbytes = bitplane_pixel_nbytes(&layer.output);
  }
  setup->layer = NULL;
  return chain;
}

// Writes `name` at *end, if there is memory, and counts it.
static void append(char* text, size_t* end, const char* name) {
  const size_t length = strlen(name);
  if (text != NULL) memcpy(text + *end, name, length);
  *end += length;
}

static size_t write_name(const struct bitplane_building* building, const struct bitplane_planned_step* step,
                         const char* first, char* text) {
  size_t end = 0;
  if (first != NULL) append(text, &end, first);
  for (uint32_t k = step->first_link; k < step->first_link + step->num_links; k++) {
    struct bitplane_layer layer;
    bitplane_format_layer(building->model, building->plan->links[k].layer, &layer);
    if (end > 0) append(text, &end, "+");
    append(text, &end, bitplane_find_op(layer.kind)->name);
  }
  if (text != NULL) text[end] = '\0';
  return end + 1;
}

const char* bitplane_chain_name(const struct bitplane_building* building, const struct bitplane_planned_step* step,
                                const char* first, struct bitplane_arena* arena) {
  char* text = bitplane_arena_take(arena, write_name(building, step, first, NULL), 1);
  if (text != NULL) write_name(building, step, first, text);
  return text;
}

// Fuses layers into steps.
#include "ops/op.h"
#include "plan.h"

// Stands for more than one reader.
#define MANY (BITPLANE_ABSENT - 1)

struct listing {
  const struct bitplane_model* model;
  struct bitplane_plan* plan;
  uint32_t readers[BITPLANE_MAX_LAYERS + 1];  // of each tensor: a layer, ABSENT for none, MANY for more than one
  bool is_listed[BITPLANE_MAX_LAYERS];        // the layer runs in a step that has been listed
};

static void find_readers(struct listing* listing) {
  const uint32_t num_layers = listing->model->num_layers;
  for (uint32_t tensor = 0; tensor <= num_layers; tensor++) listing->readers[tensor] = BITPLANE_ABSENT;
  for (uint32_t index = 0; index < num_layers; index++) {
    struct bitplane_layer layer;
    bitplane_format_layer(listing->model, index, &layer);
    for (uint32_t k = 0; k < layer.num_inputs; k++) {
      uint32_t* reader = &listing->readers[layer.inputs[k]];
      *reader = *reader == BITPLANE_ABSENT ? index : MANY;
    }
  }
}

// Reads the only layer that reads the output of layer `index`. Returns false if there is none or more than one.
static bool read_next(const struct listing* listing, uint32_t index, struct bitplane_layer* next) {
  const uint32_t reader = listing->readers[index + 1];
  if (reader >= MANY) return false;
  bitplane_format_layer(listing->model, reader, next);
  return true;
}

static void add_link(struct listing* listing, struct bitplane_planned_step* step, struct bitplane_planned_link link) {
  listing->plan->links[listing->plan->num_links++] = link;
  listing->is_listed[link.layer] = true;
  step->num_links++;
  step->output = link.layer + 1;
}

// Appends the layers that can follow the output of layer `index` on each tile.
static void follow_chain(struct listing* listing, struct bitplane_planned_step* step, uint32_t index) {
  struct bitplane_layer next;
  while (read_next(listing, index, &next) && bitplane_find_op(next.kind)->run_pixels != NULL) {
    const uint32_t operand = next.inputs[0] == index + 1 ? 0 : 1;
    const uint32_t other = next.inputs[1 - operand];
    if (next.num_inputs == 2 && !listing->is_listed[other - 1]) return;
    index = next.output_index - 1;
    add_link(listing, step, (struct bitplane_planned_link){index, operand});
  }
}

// Takes the only layer that reads the step's output into the step, if it is of that kind.
static bool fuse_next(struct listing* listing, struct bitplane_planned_step* step, uint32_t kind, uint32_t* fused) {
  struct bitplane_layer next;
  if (!read_next(listing, step->output - 1, &next) || next.kind != kind) return false;
  *fused = next.output_index - 1;
  step->output = next.output_index;
  listing->is_listed[*fused] = true;
  return true;
}

static void list_step(struct listing* listing, uint32_t index) {
  struct bitplane_plan* plan = listing->plan;
  struct bitplane_layer layer;
  bitplane_format_layer(listing->model, index, &layer);
  const struct bitplane_op* op = bitplane_find_op(layer.kind);
  struct bitplane_planned_step* step = &plan->steps[plan->num_steps++];
  *step = (struct bitplane_planned_step){
      .layer = index,
      .threshold = BITPLANE_ABSENT,
      .pool = BITPLANE_ABSENT,
      .first_link = plan->num_links,
      .input = layer.inputs[0],
      .output = index + 1,
  };
  listing->is_listed[index] = true;
  if (op->run_pixels != NULL) add_link(listing, step, (struct bitplane_planned_link){index, 0});

  if (op->name_with_threshold != NULL && fuse_next(listing, step, bitplane_threshold.kind, &step->threshold)) {
    fuse_next(listing, step, bitplane_bit_max_pool.kind, &step->pool);
  } else if (op->takes_chain || op->run_pixels != NULL) {
    follow_chain(listing, step, index);
  }
}

void bitplane_list_steps(const struct bitplane_model* model, struct bitplane_plan* plan) {
  struct listing listing = {.model = model, .plan = plan};
  find_readers(&listing);
  plan->num_steps = plan->num_links = 0;
  for (uint32_t index = 0; index < model->num_layers; index++) {
    if (!listing.is_listed[index]) list_step(&listing, index);
  }
}

// Follows each layer that no step has yet for as long as the next one can be fused.
#include "steps.h"

#include "ops/op.h"

// Stands for more than one reader.
#define MANY (BITPLANE_ABSENT - 1)

struct listing {
  const struct bitplane_model* model;
  struct bitplane_plan* plan;
  uint32_t num_listed;                        // layers
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

// Reads the record of the only layer that reads the output of layer `index`. Returns false if there is none, or more
// than one.
static bool read_next(const struct listing* listing, uint32_t index, struct bitplane_layer* next) {
  const uint32_t reader = listing->readers[index + 1];
  if (reader >= MANY) return false;
  bitplane_format_layer(listing->model, reader, next);
  return true;
}

static void add_layer(struct listing* listing, struct bitplane_planned_step* step,
                      struct bitplane_planned_layer layer) {
  listing->plan->layers[step->first_layer + step->num_layers++] = layer;
  listing->is_listed[layer.index] = true;
  step->output = layer.index + 1;
}

// Takes the only layer that reads the step's output into the step, if it has one of these roles. Returns its role.
static enum bitplane_role fuse_next(struct listing* listing, struct bitplane_planned_step* step, unsigned roles) {
  struct bitplane_layer next;
  if (!read_next(listing, step->output - 1, &next)) return BITPLANE_ROLE_NONE;
  const struct bitplane_op* op = bitplane_find_op(next.kind);
  if ((op->role & roles) == 0) return BITPLANE_ROLE_NONE;
  const uint32_t operand = next.inputs[0] == step->output ? 0 : 1;
  const uint32_t other = next.inputs[1 - operand];
  if (next.num_inputs == 2 && !listing->is_listed[other - 1]) return BITPLANE_ROLE_NONE;
  add_layer(listing, step, (struct bitplane_planned_layer){next.output_index - 1, operand});
  return op->role;
}

// What may come after a fused layer.
static unsigned roles_after(enum bitplane_role role) {
  if (role == BITPLANE_ROLE_THRESHOLD) return BITPLANE_ROLE_SIGN_POOL;
  return role == BITPLANE_ROLE_LINK ? BITPLANE_ROLE_LINK : BITPLANE_ROLE_NONE;
}

static void list_step(struct listing* listing, uint32_t index) {
  struct bitplane_plan* plan = listing->plan;
  struct bitplane_layer layer;
  bitplane_format_layer(listing->model, index, &layer);
  struct bitplane_planned_step* step = &plan->steps[plan->num_steps++];
  *step = (struct bitplane_planned_step){.first_layer = listing->num_listed, .input = layer.inputs[0]};
  add_layer(listing, step, (struct bitplane_planned_layer){index, 0});
  const unsigned fuses = bitplane_find_op(layer.kind)->fuses;
  unsigned roles = BITPLANE_ROLE_THRESHOLD | BITPLANE_ROLE_LINK;
  while (roles != 0) roles = roles_after(fuse_next(listing, step, roles & fuses));
  listing->num_listed += step->num_layers;
}

void bitplane_list_steps(const struct bitplane_model* model, struct bitplane_plan* plan) {
  struct listing listing = {.model = model, .plan = plan};
  find_readers(&listing);
  plan->num_steps = 0;
  for (uint32_t index = 0; index < model->num_layers; index++) {
    if (!listing.is_listed[index]) list_step(&listing, index);
  }
}

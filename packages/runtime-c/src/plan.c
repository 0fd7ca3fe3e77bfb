// Gives each tensor the lowest place that is free for as long as it lives.
#include "plan.h"

#include "records.h"
#include "steps.h"

// What a step reads besides its input: the other inputs of its layers.
static void keep_other_inputs(const struct bitplane_model* model, struct bitplane_plan* plan, uint32_t index) {
  const struct bitplane_planned_step* step = &plan->steps[index];
  for (uint32_t k = step->first_layer; k < step->first_layer + step->num_layers; k++) {
    struct bitplane_layer layer;
    bitplane_format_layer(model, plan->layers[k].index, &layer);
    if (layer.num_inputs == 2) plan->tensors[layer.inputs[1 - plan->layers[k].operand]].last_step = index;
  }
}

static void find_lifetimes(const struct bitplane_model* model, struct bitplane_plan* plan) {
  for (uint32_t tensor = 0; tensor <= model->num_layers; tensor++) {
    plan->tensors[tensor] = (struct bitplane_placement){0, 0, 0, 0};
  }
  for (uint32_t step = 0; step < plan->num_steps; step++) {
    struct bitplane_tensor type;
    struct bitplane_placement* output = &plan->tensors[plan->steps[step].output];
    bitplane_format_tensor(model, plan->steps[step].output, &type);
    const uint64_t nbytes = type.nbytes;
    output->first_step = output->last_step = step;
    output->nbytes = (nbytes + BITPLANE_ARENA_ALIGNMENT - 1) / BITPLANE_ARENA_ALIGNMENT * BITPLANE_ARENA_ALIGNMENT;
    plan->tensors[plan->steps[step].input].last_step = step;
    keep_other_inputs(model, plan, step);
  }
  plan->tensors[model->num_layers].last_step = plan->num_steps;  // the network's output outlives the run
}

static bool collide(const struct bitplane_placement* a, const struct bitplane_placement* b) {
  return a->first_step <= b->last_step && b->first_step <= a->last_step &&  //
         a->offset < b->offset + b->nbytes && b->offset < a->offset + a->nbytes;
}

// First fit: moves up past whatever is in the way, until nothing is.
static void place(struct bitplane_plan* plan, uint32_t step) {
  struct bitplane_placement* tensor = &plan->tensors[plan->steps[step].output];
  for (uint32_t other = 0; other < step;) {
    const struct bitplane_placement* taken = &plan->tensors[plan->steps[other].output];
    if (!collide(tensor, taken)) {
      other++;
      continue;
    }
    tensor->offset = taken->offset + taken->nbytes;
    other = 0;
  }
  const uint64_t end = tensor->offset + tensor->nbytes;
  if (end > plan->buffers_nbytes) plan->buffers_nbytes = end;
}

void bitplane_make_plan(const struct bitplane_model* model, struct bitplane_plan* plan) {
  bitplane_list_steps(model, plan);
  find_lifetimes(model, plan);
  plan->buffers_nbytes = 0;
  for (uint32_t step = 0; step < plan->num_steps; step++) place(plan, step);
}

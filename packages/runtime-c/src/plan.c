// Fuses layers into steps, then gives each tensor the lowest place that is free for as long as it lives.
#include "plan.h"

#include "ops/op.h"

// Stands for more than one reader.
#define MANY (BITPLANE_ABSENT - 1)

// For each tensor the layer that reads it: ABSENT for none, MANY for more than one.
static void find_readers(const struct bitplane_model* model, uint32_t readers[BITPLANE_MAX_LAYERS + 1]) {
  for (uint32_t tensor = 0; tensor <= model->num_layers; tensor++) readers[tensor] = BITPLANE_ABSENT;
  for (uint32_t index = 0; index < model->num_layers; index++) {
    struct bitplane_layer layer;
    bitplane_format_layer(model, index, &layer);
    uint32_t* reader = &readers[layer.inputs[0]];
    *reader = *reader == BITPLANE_ABSENT ? index : MANY;
  }
}

// The threshold that may be applied to the layer's output at once, or ABSENT.
static uint32_t fused_threshold(const struct bitplane_model* model, const struct bitplane_layer* layer,
                                uint32_t reader) {
  struct bitplane_layer next;
  if (bitplane_find_op(layer->kind)->name_with_threshold == NULL || reader >= MANY) return BITPLANE_ABSENT;
  bitplane_format_layer(model, reader, &next);
  return next.kind == bitplane_threshold.kind ? reader : BITPLANE_ABSENT;
}

static void list_steps(const struct bitplane_model* model, struct bitplane_plan* plan) {
  uint32_t readers[BITPLANE_MAX_LAYERS + 1];
  bool is_fused[BITPLANE_MAX_LAYERS] = {false};
  find_readers(model, readers);
  plan->num_steps = 0;
  for (uint32_t index = 0; index < model->num_layers; index++) {
    if (is_fused[index]) continue;
    struct bitplane_layer layer;
    bitplane_format_layer(model, index, &layer);
    const uint32_t threshold = fused_threshold(model, &layer, readers[index + 1]);
    if (threshold != BITPLANE_ABSENT) is_fused[threshold] = true;
    const uint32_t last_layer = threshold == BITPLANE_ABSENT ? index : threshold;
    plan->steps[plan->num_steps++] = (struct bitplane_planned_step){index, threshold, layer.inputs[0], last_layer + 1};
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
  list_steps(model, plan);
  find_lifetimes(model, plan);
  plan->buffers_nbytes = 0;
  for (uint32_t step = 0; step < plan->num_steps; step++) place(plan, step);
}

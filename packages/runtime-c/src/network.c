// Builds a network in an arena. The same walk measures it first: with an arena that has no base, nothing is written.
#include "network.h"

#include "links.h"
#include "ops/shapes.h"

// Where the parts lie in the arena, in this order; the pieces that ops take follow.
struct frame {
  struct bitplane_network* network;
  struct bitplane_built_step* steps;
  uint8_t* buffers;
};

static struct frame take_frame(const struct bitplane_plan* plan, struct bitplane_arena* arena) {
  struct frame frame;
  frame.network = bitplane_arena_take(arena, 1, sizeof *frame.network);
  frame.steps = bitplane_arena_take(arena, plan->num_steps, sizeof *frame.steps);
  frame.buffers = bitplane_arena_take(arena, plan->buffers_nbytes, 1);
  return frame;
}

static void* buffer_of(const struct bitplane_plan* plan, const struct frame* frame, uint32_t tensor) {
  return tensor == 0 ? NULL : frame->buffers + plan->tensors[tensor].offset;
}

// A step that is being built: written to `built` unless that is NULL.
struct site {
  const struct bitplane_planned_step* planned;
  struct bitplane_built_step* built;
};

// A chain that no convolution feeds. Returns the scratch that it needs.
static size_t build_chain_step(const struct site* site, const struct bitplane_chain* chain,
                               const struct bitplane_layer* first, struct bitplane_setup* setup) {
  const struct bitplane_chain_step step = {
      .chain = *chain,
      .num_pixels = (size_t)bitplane_num_pixels(&first->input),
      .input_nbytes = (size_t)bitplane_pixel_nbytes(&first->input),
  };
  struct bitplane_chain_step* state = bitplane_arena_take(setup->arena, 1, sizeof step);
  if (state != NULL) *state = step;
  if (site->built != NULL) {
    site->built->run = bitplane_run_chain_step;
    site->built->state = state;
    site->built->description.kernel = chain->kernel;
  }
  return bitplane_chain_scratch_nbytes(chain);
}

// A layer with what is fused to it. Returns the scratch that it needs.
static size_t build_op_step(const struct site* site, const struct bitplane_op* op, const struct bitplane_setup* setup) {
  const struct bitplane_ready ready = op->prepare(setup);
  if (site->built != NULL) {
    site->built->run = op->run;
    site->built->state = ready.state;
    site->built->description.kernel = ready.kernel;
  }
  return ready.scratch_nbytes;
}

// Returns the scratch that the step needs.
static size_t build_step(const struct bitplane_building* building, const struct site* site,
                         struct bitplane_setup* setup) {
  const struct bitplane_planned_step* planned = site->planned;
  const struct bitplane_chain chain = bitplane_build_chain(building, planned, setup);
  struct bitplane_layer layer, threshold;
  bitplane_format_layer(building->model, planned->layer, &layer);
  if (planned->threshold != BITPLANE_ABSENT) bitplane_format_layer(building->model, planned->threshold, &threshold);
  setup->layer = &layer;
  setup->threshold = planned->threshold != BITPLANE_ABSENT ? &threshold : NULL;
  setup->chain = &chain;
  const struct bitplane_op* op = bitplane_find_op(layer.kind);
  const bool is_chain_alone = op->run_pixels != NULL;
  const char* kind = setup->threshold != NULL ? op->name_with_threshold : op->name;
  if (chain.num_links > 0) kind = bitplane_chain_name(building, planned, is_chain_alone ? NULL : kind, setup->arena);
  if (site->built != NULL) {
    site->built->description.name = layer.name;
    site->built->description.kind = kind;
    bitplane_format_tensor(building->model, planned->output, &site->built->description.output);
  }
  return is_chain_alone ? build_chain_step(site, &chain, &layer, setup) : build_op_step(site, op, setup);
}

// Takes all that the network needs from the arena and, if it has a base, writes it there.
static struct bitplane_network* build(const struct bitplane_model* model, uint32_t cpu_features,
                                      struct bitplane_arena* arena) {
  struct bitplane_plan plan;
  bitplane_make_plan(model, &plan);
  const struct frame frame = take_frame(&plan, arena);
  const struct bitplane_building building = {model, &plan, frame.buffers};
  struct bitplane_setup setup = {.cpu_features = cpu_features, .arena = arena};
  size_t scratch_nbytes = 0;
  const struct bitplane_built_step* output = NULL;
  for (uint32_t index = 0; index < plan.num_steps; index++) {
    struct bitplane_built_step* step = frame.steps == NULL ? NULL : &frame.steps[index];
    const size_t needed = build_step(&building, &(struct site){&plan.steps[index], step}, &setup);
    if (needed > scratch_nbytes) scratch_nbytes = needed;
    if (step == NULL) continue;
    step->input = buffer_of(&plan, &frame, plan.steps[index].input);
    step->output = buffer_of(&plan, &frame, plan.steps[index].output);
    if (plan.steps[index].output == model->num_layers) output = step;
  }
  void* scratch = bitplane_arena_take(arena, scratch_nbytes, 1);
  if (frame.network != NULL) {
    *frame.network = (struct bitplane_network){plan.num_steps, frame.steps, output, scratch};
  }
  return frame.network;
}

enum bitplane_status bitplane_arena_nbytes(const struct bitplane_model* model, uint32_t cpu_features, size_t* nbytes) {
  if (model == NULL || nbytes == NULL) return BITPLANE_NULL_ARGUMENT;
  struct bitplane_arena measure = {NULL, 0};
  build(model, cpu_features, &measure);
  *nbytes = measure.used;
  return measure.used == SIZE_MAX ? BITPLANE_TOO_LARGE : BITPLANE_OK;
}

enum bitplane_status bitplane_network_init(const struct bitplane_model* model, uint32_t cpu_features,
                                           struct bitplane_memory memory, struct bitplane_network** network) {
  size_t needed;
  if (memory.data == NULL || network == NULL) return BITPLANE_NULL_ARGUMENT;
  const enum bitplane_status status = bitplane_arena_nbytes(model, cpu_features, &needed);
  if (status != BITPLANE_OK) return status;
  if ((uintptr_t)memory.data % BITPLANE_ARENA_ALIGNMENT != 0) return BITPLANE_MISALIGNED;
  if (memory.nbytes < needed) return BITPLANE_ARENA_TOO_SMALL;
  struct bitplane_arena arena = {memory.data, 0};
  *network = build(model, cpu_features, &arena);
  return BITPLANE_OK;
}

uint32_t bitplane_num_steps(const struct bitplane_network* network) { return network->num_steps; }

enum bitplane_status bitplane_describe_step(const struct bitplane_network* network, uint32_t index,
                                            struct bitplane_step* step) {
  if (network == NULL || step == NULL) return BITPLANE_NULL_ARGUMENT;
  if (index >= network->num_steps) return BITPLANE_OUT_OF_RANGE;
  *step = network->steps[index].description;
  return BITPLANE_OK;
}

// Builds a network in an arena. The same walk measures it first: with an arena that has no base, nothing is written.
#include "network.h"

#include "links.h"
#include "tensor.h"

// Prepares a step, and writes it to `built` unless that is NULL.
static struct bitplane_ready build_step(const struct bitplane_building* building,
                                        const struct bitplane_planned_step* planned, struct bitplane_setup setup,
                                        struct bitplane_built_step* built) {
  struct bitplane_step_layers layers;
  const struct bitplane_op* op = bitplane_link_step(building, planned, &setup, &layers);
  const struct bitplane_ready ready = op->prepare(&setup);
  if (built == NULL) return ready;

  *built = (struct bitplane_built_step){
      .job = {op, ready.state, ready.work, ready.scratch_nbytes},
      .shared_nbytes = ready.shared_nbytes,
      .input_offset = planned->input == 0 ? BITPLANE_CALLERS : (size_t)building->plan->tensors[planned->input].offset,
      .output_offset = (size_t)building->plan->tensors[planned->output].offset,
      .description = {.name = layers.first.name, .kernel = ready.kernel},
  };
  bitplane_format_tensor(building->model, planned->output, &built->description.output);
  return ready;
}

// Writes the names of all steps' kinds, one after the other, into one piece of the arena.
static void name_steps(const struct bitplane_building* building, struct bitplane_built_step* steps,
                       struct bitplane_arena* arena) {
  const struct bitplane_plan* plan = building->plan;
  size_t nbytes = 0;
  for (uint32_t k = 0; k < plan->num_steps; k++) nbytes += bitplane_name_step(building, &plan->steps[k], NULL);
  char* text = bitplane_arena_take(arena, nbytes, 1);
  if (text == NULL || steps == NULL) return;
  for (uint32_t k = 0; k < plan->num_steps; k++) {
    steps[k].description.kind = text;
    text += bitplane_name_step(building, &plan->steps[k], text);
  }
}

// Images that run at the same time, and threads that work on one of them.
struct teams {
  uint32_t num_slots, num_workers;
};

static struct teams teams_of(const struct bitplane_options* options) {
  const uint32_t num_workers = options->workers.num_workers > 1 ? options->workers.num_workers : 1;
  return options->spreads_images ? (struct teams){num_workers, 1} : (struct teams){1, num_workers};
}

static size_t step_memory_nbytes(const struct bitplane_ready* ready, uint32_t num_workers) {
  struct bitplane_arena measure = {NULL, 0};
  bitplane_arena_take(&measure, ready->shared_nbytes, 1);
  bitplane_arena_take(&measure, num_workers, ready->scratch_nbytes);
  return measure.used;
}

// Takes all that the network needs from the arena and, if it has a base, writes it there.
BITPLANE_ONCE static struct bitplane_network* build(const struct bitplane_model* model,
                                                    const struct bitplane_options* options,
                                                    struct bitplane_arena* arena) {
  struct bitplane_plan plan;
  bitplane_make_plan(model, &plan);
  struct bitplane_network* network = bitplane_arena_take(arena, 1, sizeof *network);
  struct bitplane_built_step* steps = bitplane_arena_take(arena, plan.num_steps, sizeof *steps);
  const struct bitplane_building building = {model, &plan};
  const struct bitplane_setup setup = {.cpu_features = options->cpu_features, .arena = arena};
  const struct teams teams = teams_of(options);
  size_t memory_nbytes = 0;
  const struct bitplane_built_step* output = NULL;
  for (uint32_t index = 0; index < plan.num_steps; index++) {
    struct bitplane_built_step* step = steps == NULL ? NULL : &steps[index];
    const struct bitplane_ready ready = build_step(&building, &plan.steps[index], setup, step);
    const size_t nbytes = step_memory_nbytes(&ready, teams.num_workers);
    if (nbytes > memory_nbytes) memory_nbytes = nbytes;
    if (plan.steps[index].output == model->num_layers) output = step;
  }
  name_steps(&building, steps, arena);
  const size_t tensors_nbytes = bitplane_piece_nbytes(plan.buffers_nbytes, 1);
  uint8_t* tensors = bitplane_arena_take(arena, teams.num_slots, tensors_nbytes);
  uint8_t* memory = bitplane_arena_take(arena, teams.num_slots, memory_nbytes);
  if (network == NULL) return NULL;
  struct bitplane_tensor input;
  bitplane_model_input(model, &input);
  *network = (struct bitplane_network){
      .num_steps = plan.num_steps,
      .steps = steps,
      .output = output,
      .workers = options->workers,
      .min_part = (float)(options->min_part != 0 ? options->min_part : BITPLANE_MIN_PART),
      .num_slots = teams.num_slots,
      .tensors = tensors,
      .memory = memory,
      .tensors_nbytes = tensors_nbytes,
      .memory_nbytes = memory_nbytes,
      .image_nbytes = input.nbytes,
  };
  return network;
}

enum bitplane_status bitplane_arena_nbytes(const struct bitplane_model* model, const struct bitplane_options* options,
                                           size_t* nbytes) {
  if (model == NULL || options == NULL || nbytes == NULL) return BITPLANE_NULL_ARGUMENT;
  if (options->workers.num_workers > 1 && options->workers.run == NULL) return BITPLANE_NULL_ARGUMENT;
  struct bitplane_arena measure = {NULL, 0};
  build(model, options, &measure);
  *nbytes = measure.used;
  return measure.used == SIZE_MAX ? BITPLANE_TOO_LARGE : BITPLANE_OK;
}

enum bitplane_status bitplane_network_init(const struct bitplane_model* model, const struct bitplane_options* options,
                                           struct bitplane_memory memory, struct bitplane_network** network) {
  size_t needed;
  if (memory.data == NULL || network == NULL) return BITPLANE_NULL_ARGUMENT;
  const enum bitplane_status status = bitplane_arena_nbytes(model, options, &needed);
  if (status != BITPLANE_OK) return status;
  if ((uintptr_t)memory.data % BITPLANE_ARENA_ALIGNMENT != 0) return BITPLANE_MISALIGNED;
  if (memory.nbytes < needed) return BITPLANE_ARENA_TOO_SMALL;
  struct bitplane_arena arena = {memory.data, 0};
  *network = build(model, options, &arena);
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

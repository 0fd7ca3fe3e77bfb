// From a path to a network that runs.
#include "loaded_network.h"

#include <stdlib.h>

#include "cpu_mask.h"
#include "fail.h"
#include "workers.h"

static void require_ok(const char* path, const struct bitplane_model* model, enum bitplane_status status) {
  if (status == BITPLANE_OK) return;
  if (model->faulty_layer != UINT32_MAX) {
    fail(EXIT_FAILED, "%s: layer %lu: %s (status %d)", path, (unsigned long)model->faulty_layer,
         bitplane_status_text(status), (int)status);
  }
  fail(EXIT_FAILED, "%s: %s (status %d)", path, bitplane_status_text(status), (int)status);
}

struct loaded_network load_network(const char* path, const struct loading* loading) {
  struct loaded_network loaded = {.path = path, .file = map_file(path), .workers = start_workers(loading->num_threads)};
  const struct bitplane_options options = {
      .cpu_features = used_features(),
      .workers = loaded.workers,
      .min_part = loading->splits_all ? 1 : BITPLANE_MIN_PART,
      .spreads_images = loading->spreads_images,
  };
  require_ok(path, &loaded.model, bitplane_model_load(loaded.file.bytes, loaded.file.nbytes, &loaded.model));
  require_ok(path, &loaded.model, bitplane_arena_nbytes(&loaded.model, &options, &loaded.arena_nbytes));

  loaded.arena = aligned_alloc(BITPLANE_ARENA_ALIGNMENT, loaded.arena_nbytes);
  const struct bitplane_memory arena = {loaded.arena, loaded.arena_nbytes};
  if (arena.data == NULL) fail(EXIT_FAILED, "%s: no memory for an arena of %zu bytes", path, arena.nbytes);
  require_ok(path, &loaded.model, bitplane_network_init(&loaded.model, &options, arena, &loaded.network));
  return loaded;
}

void unload_network(struct loaded_network* loaded) {
  stop_workers(loaded->workers);
  free(loaded->arena);
  unmap_file(&loaded->file);
}

struct bitplane_tensor run_image(const struct loaded_network* loaded, const uint8_t* image,
                                 const struct bitplane_observer* observer) {
  struct bitplane_tensor output;
  require_ok(loaded->path, &loaded->model, bitplane_run(loaded->network, image, observer, &output));
  return output;
}

void run_batch(const struct loaded_network* loaded, const struct bitplane_batch* batch) {
  require_ok(loaded->path, &loaded->model, bitplane_run_batch(loaded->network, batch));
}

#include "load_times.h"

#include "clock.h"

static struct loaded_network load(const char* path, const struct loading* loading, uint64_t* ns) {
  const uint64_t start = now_ns();
  const struct loaded_network loaded = load_network(path, loading);
  *ns = now_ns() - start;
  return loaded;
}

struct loaded_network load_timed(const char* path, const struct loading* loading, struct load_times* times) {
  const bool is_cold = evict_file(path);
  struct loaded_network first = load(path, loading, &times->cold_ns);
  unload_network(&first);
  if (!is_cold) times->cold_ns = 0;
  return load(path, loading, &times->warm_ns);
}

// C++ that loads and runs a model with memory of its own, on two threads where the package has them: consumer
// MODEL.bpm. Prints its answer.
#include "answer.h"
#if BITPLANE_HAVE_THREADS
#include <bitplane/thread_pool.h>
#endif

#include <fstream>
#include <iterator>
#include <vector>

namespace {

struct alignas(BITPLANE_ARENA_ALIGNMENT) Line {
  unsigned char bytes[BITPLANE_ARENA_ALIGNMENT];
};

int reject(bitplane_status status) {
  std::fprintf(stderr, "%s\n", bitplane_status_text(status));
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::ifstream file(argc == 2 ? argv[1] : "", std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  bitplane_model model;
  bitplane_memory arena{nullptr, 0};
  bitplane_network* network = nullptr;
  bitplane_options options{};
  options.cpu_features = bitplane_cpu_features();
  bitplane_status status = bitplane_model_load(bytes.data(), bytes.size(), &model);
#if BITPLANE_HAVE_THREADS
  std::vector<Line> pool_lines(64);
  bitplane_thread_pool* pool = nullptr;
  if (status == BITPLANE_OK) {
    status = bitplane_thread_pool_start(2, {pool_lines.data(), pool_lines.size() * sizeof(Line)}, &pool);
  }
  if (status == BITPLANE_OK) options.workers = bitplane_thread_pool_workers(pool);
#endif
  if (status == BITPLANE_OK) status = bitplane_arena_nbytes(&model, &options, &arena.nbytes);
  if (status != BITPLANE_OK) return reject(status);

  std::vector<Line> lines(arena.nbytes / sizeof(Line) + 1);
  arena.data = lines.data();
  status = bitplane_network_init(&model, &options, arena, &network);
  if (status != BITPLANE_OK) return reject(status);

  bitplane_tensor input, output;
  bitplane_model_input(&model, &input);
  std::vector<uint8_t> image(input.nbytes);
  fill_image(image.data(), image.size());
  status = bitplane_run(network, image.data(), nullptr, &output);
  if (status != BITPLANE_OK) return reject(status);
#if BITPLANE_HAVE_THREADS
  bitplane_thread_pool_stop(pool);
#endif
  print_answer(&output);
}

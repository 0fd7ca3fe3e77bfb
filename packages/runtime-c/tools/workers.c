// The pool of threads, where the program was built with it.
#include "workers.h"

#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "fail.h"

#if BITPLANE_HAVE_THREADS
#include "bitplane/thread_pool.h"
#endif

uint32_t read_num_threads(const char* text) { return read_number("--threads", text, 1, 1); }

size_t read_thread_numbers(const char* text, uint32_t* numbers) {
  char word[16];
  size_t count = 0;
  while (text != NULL && strchr(text, ',') != NULL) {
    const char* end = strchr(text, ',');
    const size_t length = (size_t)(end - text) < sizeof word ? (size_t)(end - text) : sizeof word - 1;
    memcpy(word, text, length);
    word[length] = '\0';
    if (count + 1 == MAX_THREAD_NUMBERS) {
      fail(EXIT_USAGE, "option --threads: expected at most %d numbers, got more", MAX_THREAD_NUMBERS);
    }
    numbers[count++] = read_num_threads(word);
    text = end + 1;
  }
  numbers[count++] = read_num_threads(text);
  return count;
}

#if BITPLANE_HAVE_THREADS

// The pool lies at the start of its memory.
struct bitplane_workers start_workers(uint32_t num_threads) {
  struct bitplane_memory memory = {NULL, 0};
  struct bitplane_thread_pool* pool = NULL;
  if (num_threads == 1) return (struct bitplane_workers){0};
  enum bitplane_status status = bitplane_thread_pool_nbytes(num_threads, &memory.nbytes);
  if (status != BITPLANE_OK) {
    fail(EXIT_USAGE, "option --threads: expected 1 to %d, got %lu", BITPLANE_MAX_THREADS, (unsigned long)num_threads);
  }
  memory.nbytes = (memory.nbytes + BITPLANE_ARENA_ALIGNMENT - 1) / BITPLANE_ARENA_ALIGNMENT * BITPLANE_ARENA_ALIGNMENT;
  memory.data = aligned_alloc(BITPLANE_ARENA_ALIGNMENT, memory.nbytes);
  status = bitplane_thread_pool_start(num_threads, memory, &pool);
  if (status != BITPLANE_OK) {
    fail(EXIT_FAILED, "cannot start %lu threads: %s", (unsigned long)num_threads, bitplane_status_text(status));
  }
  return bitplane_thread_pool_workers(pool);
}

void stop_workers(struct bitplane_workers workers) {
  if (workers.pool == NULL) return;
  bitplane_thread_pool_stop(workers.pool);
  free(workers.pool);
}

#else

struct bitplane_workers start_workers(uint32_t num_threads) {
  if (num_threads > 1) {
    fail(EXIT_FAILED, "option --threads: this program was built without threads (BITPLANE_THREADS): leave it out");
  }
  return (struct bitplane_workers){0};
}

void stop_workers(struct bitplane_workers workers) { (void)workers; }

#endif

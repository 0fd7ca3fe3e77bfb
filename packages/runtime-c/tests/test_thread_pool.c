// The pool by itself: each part once, no worker twice at a time, whether the threads are awake or asleep; misuse is
// answered; idle threads take no time.
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "bitplane/thread_pool.h"
#include "check.h"

enum { MAX_PARTS = 1000 };

struct pool {
  struct bitplane_memory memory;
  struct bitplane_thread_pool* threads;
  struct bitplane_workers workers;
};

static struct pool start(uint32_t num_threads) {
  struct pool pool = {.memory = {NULL, 0}};
  check(bitplane_thread_pool_nbytes(num_threads, &pool.memory.nbytes) == BITPLANE_OK, "size");
  pool.memory.data = aligned_alloc(BITPLANE_ARENA_ALIGNMENT, (pool.memory.nbytes + 63) / 64 * 64);
  check(bitplane_thread_pool_start(num_threads, pool.memory, &pool.threads) == BITPLANE_OK, "start");
  pool.workers = bitplane_thread_pool_workers(pool.threads);
  check(pool.workers.num_workers == num_threads, "%lu workers", (unsigned long)num_threads);
  return pool;
}

static void stop(struct pool* pool) {
  check(bitplane_thread_pool_stop(pool->threads) == BITPLANE_OK, "stop");
  free(pool->memory.data);
}

static enum bitplane_status run(const struct pool* pool, uint32_t num_parts, bitplane_part_fn* function,
                                void* context) {
  return pool->workers.run(pool->workers.pool, num_parts, function, context);
}

struct tally {
  uint32_t num_workers;
  atomic_int at_work[BITPLANE_MAX_THREADS];
  atomic_uint num_clashes;
  uint32_t times[MAX_PARTS];  // not atomic: each part is one thread's, and the caller's once the run has ended
};

static void count_part(void* context, uint32_t part, uint32_t worker) {
  struct tally* tally = context;
  if (worker >= tally->num_workers || atomic_fetch_add(&tally->at_work[worker], 1) != 0) tally->num_clashes++;
  tally->times[part]++;
  atomic_fetch_sub(&tally->at_work[worker], 1);
}

static void sleep_us(long microseconds) { nanosleep(&(struct timespec){0, microseconds * 1000}, NULL); }

static void test_parts(uint32_t num_threads) {
  static const uint32_t counts[] = {0, 1, 2, 3, 7, 8, 100, MAX_PARTS};
  static struct tally tally;
  struct pool pool = start(num_threads);
  tally.num_workers = num_threads;
  for (int round = 0; round < 200; round++) {
    const uint32_t num_parts = counts[round % 8];
    for (uint32_t part = 0; part < MAX_PARTS; part++) tally.times[part] = 0;
    int is_right = run(&pool, num_parts, count_part, &tally) == BITPLANE_OK;
    for (uint32_t part = 0; part < MAX_PARTS; part++) is_right &= tally.times[part] == (part < num_parts);
    check(is_right, "%lu parts on %lu threads", (unsigned long)num_parts, (unsigned long)num_threads);
    if (round % 4 == 3) sleep_us(round * 2);  // so that some fall asleep, and some are just about to
  }
  check(tally.num_clashes == 0, "a worker was there twice");
  stop(&pool);
}

struct misuse {
  struct pool* pool;
  enum bitplane_status nested, from_another_thread, stopped;
};

static void do_nothing(void* context, uint32_t part, uint32_t worker) {
  (void)context;
  (void)part;
  (void)worker;
}

static void* run_from_another_thread(void* context) {
  struct misuse* misuse = context;
  misuse->from_another_thread = run(misuse->pool, 2, do_nothing, NULL);
  return NULL;
}

static void misuse_pool(void* context, uint32_t part, uint32_t worker) {
  struct misuse* misuse = context;
  pthread_t thread;
  (void)worker;
  if (part != 0) return;
  misuse->nested = run(misuse->pool, 2, do_nothing, NULL);
  misuse->stopped = bitplane_thread_pool_stop(misuse->pool->threads);
  pthread_create(&thread, NULL, run_from_another_thread, misuse);
  pthread_join(thread, NULL);
}

static void test_misuse(uint32_t num_threads) {
  struct pool pool = start(num_threads);
  struct misuse misuse = {.pool = &pool};
  check(run(&pool, 5, misuse_pool, &misuse) == BITPLANE_OK, "a run that misuses its pool");
  check(misuse.nested == BITPLANE_BUSY, "a run inside a run");
  check(misuse.from_another_thread == BITPLANE_BUSY, "a run beside a run");
  check(misuse.stopped == BITPLANE_BUSY, "stopped while it runs");
  check(run(&pool, 5, do_nothing, NULL) == BITPLANE_OK, "the next run");
  stop(&pool);
}

static void test_arguments(void) {
  struct bitplane_thread_pool* pool;
  size_t nbytes;
  check(bitplane_thread_pool_nbytes(0, &nbytes) == BITPLANE_OUT_OF_RANGE, "no thread");
  check(bitplane_thread_pool_nbytes(BITPLANE_MAX_THREADS + 1, &nbytes) == BITPLANE_OUT_OF_RANGE, "too many threads");
  check(bitplane_thread_pool_nbytes(2, NULL) == BITPLANE_NULL_ARGUMENT, "nowhere to put the size");
  check(bitplane_thread_pool_nbytes(2, &nbytes) == BITPLANE_OK, "size");
  uint8_t* bytes = aligned_alloc(64, (nbytes + 63) / 64 * 64 + 64);
  const struct bitplane_memory memory = {bytes, nbytes}, crooked = {bytes + 8, nbytes}, small = {bytes, nbytes - 1};
  check(bitplane_thread_pool_start(2, (struct bitplane_memory){NULL, 0}, &pool) == BITPLANE_NULL_ARGUMENT, "no memory");
  check(bitplane_thread_pool_start(2, memory, NULL) == BITPLANE_NULL_ARGUMENT, "nowhere to put the pool");
  check(bitplane_thread_pool_start(0, memory, &pool) == BITPLANE_OUT_OF_RANGE, "start of no thread");
  check(bitplane_thread_pool_start(2, crooked, &pool) == BITPLANE_MISALIGNED, "misaligned");
  check(bitplane_thread_pool_start(2, small, &pool) == BITPLANE_ARENA_TOO_SMALL, "one byte less");
  check(bitplane_thread_pool_stop(NULL) == BITPLANE_NULL_ARGUMENT, "no pool");
  free(bytes);
}

// 100 ms, of which a thread that does not sleep would take all.
static void test_idleness(void) {
  struct pool pool = start(3);
  run(&pool, 9, do_nothing, NULL);
  const clock_t before = clock();
  sleep_us(100000);
  check(clock() - before < CLOCKS_PER_SEC / 20, "idle threads take time");
  stop(&pool);
}

int main(void) {
  static const uint32_t counts[] = {1, 2, 3, 7};
  for (int k = 0; k < 4; k++) {
    test_parts(counts[k]);
    test_misuse(counts[k]);
  }
  for (int k = 0; k < 50; k++) {
    struct pool pool = start(1 + (uint32_t)k % 5);
    if (k % 2) run(&pool, 3, do_nothing, NULL);
    stop(&pool);
  }
  test_arguments();
  test_idleness();
  return report();
}

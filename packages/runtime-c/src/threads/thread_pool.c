// A pool of POSIX threads. Each has parts that lie side by side, whose data its core's caches keep from layer to layer,
// and takes others' when it is through: a thread that is late, because it sleeps or its core is taken, costs nothing
// but its help.
#define _POSIX_C_SOURCE 200809L
#include "bitplane/thread_pool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <time.h>

// Longer than what a network does between two steps that are split.
enum { SPIN_NS = 100000, LOOKS_PER_CLOCK = 64 };

// Of the caller, too.
struct member {
  alignas(BITPLANE_ARENA_ALIGNMENT) atomic_uint num_left;  // of its parts, those that nobody has claimed
  uint32_t end;                                            // of its parts
  struct bitplane_thread_pool* pool;
  pthread_t thread;
  uint32_t worker;
};

// What different threads write lies in different cache lines.
struct bitplane_thread_pool {
  // The run. Written before each num_left is, and read by whoever has claimed one of its parts.
  alignas(BITPLANE_ARENA_ALIGNMENT) bitplane_part_fn* function;
  void* context;
  atomic_uint is_busy;  // a flag as wide as a word: RISC-V exchanges no bytes

  alignas(BITPLANE_ARENA_ALIGNMENT) atomic_uint num_done;  // parts that other threads than the caller have finished

  alignas(BITPLANE_ARENA_ALIGNMENT) atomic_bool is_stopping;
  atomic_uint num_asleep;
  pthread_mutex_t mutex;
  pthread_cond_t is_called;

  uint32_t num_threads;
  struct member members[];  // by worker; the first is the caller
};

static void pause_briefly(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");  // `yield` does nothing on most cores
#elif defined(__ARM_ARCH) && __ARM_ARCH >= 7
  __asm__ volatile("yield");
#endif
}

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Makes the caller wait for a while: busily at first, then by yielding to other threads.
struct patience {
  int64_t until_ns;
  uint32_t num_looks;
};

static bool is_exhausted(struct patience* patience) {
  pause_briefly();
  if (++patience->num_looks % LOOKS_PER_CLOCK != 0) return false;
  const int64_t now = now_ns();
  if (patience->until_ns == 0) patience->until_ns = now + SPIN_NS;
  return now >= patience->until_ns;
}

// Runs parts of `owner` as `worker` while there are any. Returns how many.
static uint32_t take_parts(struct bitplane_thread_pool* pool, struct member* owner, uint32_t worker) {
  uint32_t num_done = 0;
  unsigned left = atomic_load_explicit(&owner->num_left, memory_order_relaxed);
  while (left > 0) {
    if (!atomic_compare_exchange_weak_explicit(&owner->num_left, &left, left - 1, memory_order_acquire,
                                               memory_order_relaxed)) {
      continue;
    }
    // Until this part is done the run cannot end, nor another one start.
    pool->function(pool->context, owner->end - left, worker);
    num_done++;
    left = atomic_load_explicit(&owner->num_left, memory_order_relaxed);
  }
  return num_done;
}

// Its own parts first, then those of the workers after it.
static uint32_t work(struct bitplane_thread_pool* pool, uint32_t worker) {
  uint32_t num_done = 0;
  for (uint32_t k = 0; k < pool->num_threads; k++) {
    num_done += take_parts(pool, &pool->members[(worker + k) % pool->num_threads], worker);
  }
  return num_done;
}

static bool is_idle(struct member* member) {
  return atomic_load(&member->num_left) == 0 && !atomic_load(&member->pool->is_stopping);
}

static void await_call(struct member* member) {
  struct bitplane_thread_pool* pool = member->pool;
  struct patience patience = {0, 0};
  while (is_idle(member)) {
    if (!is_exhausted(&patience)) continue;
    // Either the caller sees this thread asleep, or this thread sees the caller's parts.
    pthread_mutex_lock(&pool->mutex);
    atomic_fetch_add(&pool->num_asleep, 1);
    while (is_idle(member)) pthread_cond_wait(&pool->is_called, &pool->mutex);
    atomic_fetch_sub(&pool->num_asleep, 1);
    pthread_mutex_unlock(&pool->mutex);
  }
}

static void* serve(void* argument) {
  struct member* member = argument;
  struct bitplane_thread_pool* pool = member->pool;
  while (!atomic_load(&pool->is_stopping)) {
    await_call(member);
    const uint32_t num_done = work(pool, member->worker);
    if (num_done > 0) atomic_fetch_add_explicit(&pool->num_done, num_done, memory_order_release);
  }
  return NULL;
}

static void call_all(struct bitplane_thread_pool* pool) {
  pthread_mutex_lock(&pool->mutex);
  pthread_cond_broadcast(&pool->is_called);
  pthread_mutex_unlock(&pool->mutex);
}

// Gives each worker its parts; the first ones get one more where they cannot have as many.
static void deal(struct bitplane_thread_pool* pool, uint32_t num_parts) {
  const uint32_t share = num_parts / pool->num_threads, num_more = num_parts % pool->num_threads;
  for (uint32_t k = pool->num_threads; k-- > 0;) {
    struct member* member = &pool->members[k];
    member->end = (k + 1) * share + (k < num_more ? k + 1 : num_more);
    atomic_store(&member->num_left, share + (k < num_more ? 1 : 0));
  }
}

static enum bitplane_status run(void* pool_, uint32_t num_parts, bitplane_part_fn* function, void* context) {
  struct bitplane_thread_pool* pool = pool_;
  if (atomic_exchange(&pool->is_busy, true)) return BITPLANE_BUSY;
  pool->function = function;
  pool->context = context;
  atomic_store_explicit(&pool->num_done, 0, memory_order_relaxed);
  deal(pool, num_parts);
  if (atomic_load(&pool->num_asleep) > 0) call_all(pool);

  const uint32_t num_others = num_parts - work(pool, 0);
  struct patience patience = {0, 0};
  while (atomic_load_explicit(&pool->num_done, memory_order_acquire) != num_others) {
    if (is_exhausted(&patience)) sched_yield();
  }
  atomic_store(&pool->is_busy, false);
  return BITPLANE_OK;
}

enum bitplane_status bitplane_thread_pool_nbytes(uint32_t num_threads, size_t* nbytes) {
  if (nbytes == NULL) return BITPLANE_NULL_ARGUMENT;
  if (num_threads < 1 || num_threads > BITPLANE_MAX_THREADS) return BITPLANE_OUT_OF_RANGE;
  *nbytes = sizeof(struct bitplane_thread_pool) + num_threads * sizeof(struct member);
  return BITPLANE_OK;
}

// Ends those that have been started: members 1 to num_started.
static void end_threads(struct bitplane_thread_pool* pool, uint32_t num_started) {
  atomic_store(&pool->is_stopping, true);
  call_all(pool);
  for (uint32_t k = 1; k <= num_started; k++) pthread_join(pool->members[k].thread, NULL);
  pthread_cond_destroy(&pool->is_called);
  pthread_mutex_destroy(&pool->mutex);
}

// Signals are for the program's own threads.
static bool start_thread(struct member* member) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int error = pthread_create(&member->thread, NULL, serve, member);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return error == 0;
}

enum bitplane_status bitplane_thread_pool_start(uint32_t num_threads, struct bitplane_memory memory,
                                                struct bitplane_thread_pool** started) {
  size_t nbytes;
  if (memory.data == NULL || started == NULL) return BITPLANE_NULL_ARGUMENT;
  const enum bitplane_status status = bitplane_thread_pool_nbytes(num_threads, &nbytes);
  if (status != BITPLANE_OK) return status;
  if ((uintptr_t)memory.data % BITPLANE_ARENA_ALIGNMENT != 0) return BITPLANE_MISALIGNED;
  if (memory.nbytes < nbytes) return BITPLANE_ARENA_TOO_SMALL;

  struct bitplane_thread_pool* pool = memory.data;
  atomic_init(&pool->is_busy, false);
  atomic_init(&pool->num_done, 0);
  atomic_init(&pool->is_stopping, false);
  atomic_init(&pool->num_asleep, 0);
  if (pthread_mutex_init(&pool->mutex, NULL) != 0) return BITPLANE_NO_THREAD;
  if (pthread_cond_init(&pool->is_called, NULL) != 0) {
    pthread_mutex_destroy(&pool->mutex);
    return BITPLANE_NO_THREAD;
  }
  pool->num_threads = num_threads;
  for (uint32_t k = 0; k < num_threads; k++) {
    atomic_init(&pool->members[k].num_left, 0);
    pool->members[k].pool = pool;
    pool->members[k].worker = k;
  }
  for (uint32_t k = 1; k < num_threads; k++) {
    if (start_thread(&pool->members[k])) continue;
    end_threads(pool, k - 1);
    return BITPLANE_NO_THREAD;
  }
  *started = pool;
  return BITPLANE_OK;
}

struct bitplane_workers bitplane_thread_pool_workers(struct bitplane_thread_pool* pool) {
  return (struct bitplane_workers){pool->num_threads, run, pool};
}

enum bitplane_status bitplane_thread_pool_stop(struct bitplane_thread_pool* pool) {
  if (pool == NULL) return BITPLANE_NULL_ARGUMENT;
  if (atomic_exchange(&pool->is_busy, true)) return BITPLANE_BUSY;
  end_threads(pool, pool->num_threads - 1);
  return BITPLANE_OK;
}

// Inner loops counted by hand: products and vector instructions of one step. Loads are not counted, nor what a loop
// does once for many steps; no kernel reaches 100 %.
#define _POSIX_C_SOURCE 200809L
#include "bound.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

#include "bitplane/bitplane.h"

enum width { SCALAR, XMM, YMM, ZMM };

struct loop {
  enum width width;
  double products, instructions;
};

// One line per binary kernel of kernels.inc: without it, this file does not compile.
#define UNCOUNTED {SCALAR, 0, 1}  // of C that compilers arrange as they like, or of a machine whose rates are not known
#define LOOP_bitplane_bgemm_4x64__avx512 {ZMM, 512, 3}    // xor, popcnt, add
#define LOOP_bitplane_bgemm_2x256__avx512 {ZMM, 1536, 8}  // as 2x128__avx2
#define LOOP_bitplane_bgemm_2x128__avx2 {YMM, 768, 8}     // 3 look-ups, 4 additions, a shift
#define LOOP_bitplane_lanes_128x2__avx2 {YMM, 768, 8}     // as 2x128__avx2
#define LOOP_bitplane_lanes_128x2__ssse3 {XMM, 384, 8}    // the same
#define LOOP_bitplane_bgemm_2x8__avx2 {YMM, 256, 8}       // xor, 2 look-ups, 2 ands, a shift, 2 additions
#define LOOP_bitplane_bgemm_2x64__ssse3 {XMM, 384, 8}     // as 2x128__avx2
#define LOOP_bitplane_bgemm_2x2__popcnt {SCALAR, 64, 3}   // xor, popcnt, add
#define LOOP_bitplane_bgemm_4x64__neon UNCOUNTED
#define LOOP_bitplane_bgemm_4x8__neon UNCOUNTED
#define LOOP_bitplane_bgemm_4x4__neon UNCOUNTED
#define LOOP_bitplane_bgemm_4x4__rvv UNCOUNTED
#define LOOP_bitplane_bgemm_2x64__simd128 UNCOUNTED
#define LOOP_bitplane_lanes_128x2__simd128 UNCOUNTED
#define LOOP_bitplane_bgemm_4x1__portable UNCOUNTED
#define LOOP_bitplane_bgemm_1x1__portable UNCOUNTED

static const struct {
  const char* kernel;
  struct loop loop;
} loops[] = {
#define BGEMM(name, features, filter_block, pack, min_filters, pixel_block, run_cost) {#name, LOOP_##name},
#define BGEMM_SIGNS(name, features, filter_block, pack, min_filters, pixel_block, run_cost, signs) {#name, LOOP_##name},
#define LANES_KERNEL(name) {#name, LOOP_##name},
#include "kernels/kernels.inc"
};

#if defined(__x86_64__)

#define TIMES_12(add) \
  add("0") add("1") add("2") add("3") add("4") add("5") add("6") add("7") add("8") add("9") add("10") add("11")
#define TIMES_6(add) add("rax") add("rcx") add("rdx") add("rsi") add("rdi") add("r9")
#define TIMES_2(text) text text
#define TIMES_8(text) text text text text text text text text
#define ADD_SCALAR(name) "add %%r8, %%" name "\n"
#define ADD_XMM(n) "paddb %%xmm15, %%xmm" n "\n"
#define ADD_YMM(n) "vpaddb %%ymm15, %%ymm15, %%ymm" n "\n"
#define ADD_ZMM(n) "vpaddd %%zmm15, %%zmm15, %%zmm" n "\n"
#define CLOBBERS "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11"

static void add_scalars(void) {
  __asm__ volatile(TIMES_8(TIMES_2(TIMES_6(ADD_SCALAR)))::: "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "cc");
}
static void add_xmm(void) { __asm__ volatile(TIMES_8(TIMES_12(ADD_XMM))::: CLOBBERS); }
static void add_ymm(void) { __asm__ volatile(TIMES_8(TIMES_12(ADD_YMM))::: CLOBBERS); }
static void add_zmm(void) { __asm__ volatile(TIMES_8(TIMES_12(ADD_ZMM))::: CLOBBERS); }

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

// Additions a nanosecond: the best of many short runs.
static double rate(enum width width) {
  enum { LOOPS = 100, ADDITIONS = 96 };
  static void (*const adders[])(void) = {add_scalars, add_xmm, add_ymm, add_zmm};
  const double end = now_ns() + 2e8;
  double best = 0;
  while (now_ns() < end) {
    const double start = now_ns();
    for (int i = 0; i < LOOPS; i++) adders[width]();
    const double now = LOOPS * ADDITIONS / (now_ns() - start);
    if (now > best) best = now;
  }
  return best;
}

#else

static double rate(enum width width) {
  (void)width;
  return 0;
}

#endif

double port_bound(const char* kernel, double gigahertz) {
  for (size_t i = 0; i < sizeof loops / sizeof loops[0]; i++) {
    if (strcmp(loops[i].kernel, kernel) != 0) continue;
    const struct loop* loop = &loops[i].loop;
    return loop->products == 0 ? 0 : loop->products / loop->instructions * rate(loop->width) / gigahertz;
  }
  return 0;
}

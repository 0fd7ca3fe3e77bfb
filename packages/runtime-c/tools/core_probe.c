// A neighbour on the same core takes issue slots: independent additions then take longer, though a chain of dependent
// ones does not.
#include "core_probe.h"

#include <stddef.h>

#include "clock.h"

enum { PROBE_LOOPS = 1000 };

// Twelve vector additions, since these are what the kernels issue. The value of the register that is added does not
// matter.
#if defined(__x86_64__)
static void add_independently(void) {
  __asm__ volatile(
      "paddb %%xmm15, %%xmm0\n paddb %%xmm15, %%xmm1\n paddb %%xmm15, %%xmm2\n paddb %%xmm15, %%xmm3\n"
      "paddb %%xmm15, %%xmm4\n paddb %%xmm15, %%xmm5\n paddb %%xmm15, %%xmm6\n paddb %%xmm15, %%xmm7\n"
      "paddb %%xmm15, %%xmm8\n paddb %%xmm15, %%xmm9\n paddb %%xmm15, %%xmm10\n paddb %%xmm15, %%xmm11\n" ::
          : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11");
}
#elif defined(__aarch64__)
static void add_independently(void) {
  __asm__ volatile(
      "add v0.16b, v0.16b, v31.16b\n add v1.16b, v1.16b, v31.16b\n add v2.16b, v2.16b, v31.16b\n"
      "add v3.16b, v3.16b, v31.16b\n add v4.16b, v4.16b, v31.16b\n add v5.16b, v5.16b, v31.16b\n"
      "add v6.16b, v6.16b, v31.16b\n add v7.16b, v7.16b, v31.16b\n add v16.16b, v16.16b, v31.16b\n"
      "add v17.16b, v17.16b, v31.16b\n add v18.16b, v18.16b, v31.16b\n add v19.16b, v19.16b, v31.16b\n" ::
          : "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v16", "v17", "v18", "v19");
}
#else
// The barrier keeps the compiler from doing all loops at once.
static void add_independently(void) {
  size_t a = 1, b = 2, c = 3, d = 4;
  __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d));
  a += 5, b += 5, c += 5, d += 5;
  __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d));
}
#endif

uint64_t probe_core_ns(void) {
  const uint64_t start = now_ns();
  for (int i = 0; i < PROBE_LOOPS; i++) add_independently();
  return now_ns() - start;
}

// Which instruction-set extensions this CPU has and its operating system lets programs use.
#include <stdbool.h>
#include <stddef.h>

#include "bitplane/bitplane.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>

struct registers {
  unsigned eax, ebx, ecx, edx;
};

static struct registers cpuid(unsigned leaf) {
  struct registers r = {0, 0, 0, 0};
  if (__get_cpuid_count(leaf, 0, &r.eax, &r.ebx, &r.ecx, &r.edx) == 0) return (struct registers){0, 0, 0, 0};
  return r;
}

// XCR0: the register states that the operating system saves. Only where cpuid says OSXSAVE.
static unsigned saved_states(void) {
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static uint32_t extensions(void) {
  enum { OSXSAVE = 1u << 27, YMM_STATE = 0x06, ZMM_STATE = 0xe6 };
  const struct registers basic = cpuid(1);
  const struct registers extended = cpuid(7);
  const unsigned states = (basic.ecx & OSXSAVE) != 0 ? saved_states() : 0;
  uint32_t features = 0;
  if ((basic.ecx & (1u << 9)) != 0) features |= BITPLANE_CPU_SSSE3;
  if ((basic.ecx & (1u << 23)) != 0) features |= BITPLANE_CPU_POPCNT;
  if ((states & YMM_STATE) == YMM_STATE && (extended.ebx & (1u << 5)) != 0) features |= BITPLANE_CPU_AVX2;
  if ((states & ZMM_STATE) == ZMM_STATE) {
    if ((extended.ebx & (1u << 30)) != 0) features |= BITPLANE_CPU_AVX512BW;
    if ((extended.ecx & (1u << 12)) != 0) features |= BITPLANE_CPU_AVX512BITALG;
    if ((extended.ecx & (1u << 11)) != 0) features |= BITPLANE_CPU_AVX512VNNI;
  }
  return features;
}

#elif defined(__linux__) && (defined(__aarch64__) || defined(__arm__))
#include <sys/auxv.h>

// From the kernel's uapi/asm/hwcap.h, whose macros older headers lack.
static uint32_t extensions(void) {
  const unsigned long capabilities = getauxval(AT_HWCAP);
  const unsigned long more = getauxval(AT_HWCAP2);
  uint32_t features = 0;
#if defined(__aarch64__)
  if ((capabilities & (1ul << 1)) != 0) features |= BITPLANE_CPU_NEON;
  if ((capabilities & (1ul << 20)) != 0) features |= BITPLANE_CPU_DOTPROD;
  if ((capabilities & (1ul << 22)) != 0) features |= BITPLANE_CPU_SVE;
  if ((more & (1ul << 13)) != 0) features |= BITPLANE_CPU_I8MM;
#else
  (void)more;
  if ((capabilities & (1ul << 12)) != 0) features |= BITPLANE_CPU_NEON;
  if ((capabilities & (1ul << 24)) != 0) features |= BITPLANE_CPU_DOTPROD;
  if ((capabilities & (1ul << 27)) != 0) features |= BITPLANE_CPU_I8MM;
#endif
  return features;
}

#elif defined(__aarch64__)

// NEON is part of every A64 processor, and what the compiler may use is there.
static uint32_t extensions(void) {
#if defined(__ARM_FEATURE_DOTPROD)
  return BITPLANE_CPU_NEON | BITPLANE_CPU_DOTPROD;
#else
  return BITPLANE_CPU_NEON;
#endif
}

#elif defined(__linux__) && defined(__riscv)
#include <sys/auxv.h>

// From the kernel's uapi/asm/hwprobe.h, which Linux has had since 6.4.
struct hwprobe_pair {
  int64_t key;
  uint64_t value;
};

// Finds which extensions all CPUs have by riscv_hwprobe(&pair, 1, 0, NULL, 0); returns false where this Linux has no
// such call. It is made by its number, since C libraries have had it only since glibc 2.40.
static bool probe_extensions(uint64_t* extensions_of_all) {
  enum { NR_RISCV_HWPROBE = 258, IMA_EXT_0 = 4 };
  struct hwprobe_pair pair = {.key = IMA_EXT_0};
  register long number __asm__("a7") = NR_RISCV_HWPROBE;
  register long result __asm__("a0") = (long)&pair;
  register long num_pairs __asm__("a1") = 1, num_cpu_bytes __asm__("a2") = 0, cpus __asm__("a3") = 0;
  register long flags __asm__("a4") = 0;
  __asm__ volatile("ecall"
                   : "+r"(result)
                   : "r"(number), "r"(num_pairs), "r"(num_cpu_bytes), "r"(cpus), "r"(flags)
                   : "memory");
  if (result != 0) return false;
  *extensions_of_all = pair.key == IMA_EXT_0 ? pair.value : 0;
  return true;
}

// Vendors' kernels before 6.5 also say V of version 0.7.1, whose CPUs have no such vtype: it becomes negative. As
// numbers, since the assembler need not know V: vsetvli t0, zero, e8, m1, ta, ma; csrr vtype.
static bool is_version_1(void) {
  long vtype;
  __asm__ volatile(".4byte 0x0c0072d7\n\tcsrr %0, 0xc21" : "=r"(vtype)::"t0");
  return vtype >= 0;
}

static uint32_t extensions(void) {
  enum { HWCAP_V = 1 << ('V' - 'A'), HWPROBE_V = 1 << 2 };
  uint64_t probed;
  // Without this bit a process may not use vectors, whatever the CPU has.
  if ((getauxval(AT_HWCAP) & HWCAP_V) == 0) return 0;
  const bool has_vectors = probe_extensions(&probed) ? (probed & HWPROBE_V) != 0 : is_version_1();
  return has_vectors ? BITPLANE_CPU_RVV : 0;
}

#elif defined(__riscv_v)

// What the compiler may use is there.
static uint32_t extensions(void) { return BITPLANE_CPU_RVV; }

#elif defined(__wasm_simd128__)

// An engine without it does not compile a module that uses it.
static uint32_t extensions(void) { return BITPLANE_CPU_SIMD128; }

#else

static uint32_t extensions(void) { return 0; }

#endif

#if BITPLANE_HAVE_CHOICE
#include "kernels/choice.h"

// MIDR_EL1, or what is known of it. Linux returns that of the core at hand, if any; Apple's cores are all alike here.
static uint32_t read_midr(void) {
  uint64_t midr = 0;
#if defined(__linux__)
  if ((getauxval(AT_HWCAP) & (1ul << 11)) != 0) __asm__("mrs %0, midr_el1" : "=r"(midr));
#elif defined(__APPLE__)
  midr = UINT32_C(0x61) << 24;
#endif
  return (uint32_t)midr;
}

bool bitplane_cpu_choice(struct bitplane_choice* choice) {
  if ((extensions() & BITPLANE_CPU_NEON) == 0) return false;
  bitplane_choose_lookup(read_midr(), choice);
  return true;
}

uint32_t bitplane_cpu_features(void) {
  struct bitplane_choice choice;
  const uint32_t features = extensions();
  if ((features & BITPLANE_CPU_NEON) == 0 || !bitplane_choose_lookup(read_midr(), &choice)) return features;
  return features | BITPLANE_CPU_FAST_TBL;
}

#else

bool bitplane_cpu_choice(struct bitplane_choice* choice) {
  (void)choice;
  return false;
}

uint32_t bitplane_cpu_features(void) { return extensions(); }

#endif

const char* bitplane_cpu_feature_name(uint32_t features) {
  static const struct {
    uint32_t feature;
    const char* name;
  } names[] = {
      {BITPLANE_CPU_SSSE3, "ssse3"},
      {BITPLANE_CPU_POPCNT, "popcnt"},
      {BITPLANE_CPU_AVX2, "avx2"},
      {BITPLANE_CPU_AVX512BW, "avx512bw"},
      {BITPLANE_CPU_AVX512BITALG, "avx512bitalg"},
      {BITPLANE_CPU_AVX512VNNI, "avx512vnni"},
      {BITPLANE_CPU_NEON, "neon"},
      {BITPLANE_CPU_DOTPROD, "dotprod"},
      {BITPLANE_CPU_I8MM, "i8mm"},
      {BITPLANE_CPU_SVE, "sve"},
      {BITPLANE_CPU_FAST_TBL, "fast-tbl"},
      {BITPLANE_CPU_RVV, "rvv"},
      {BITPLANE_CPU_SIMD128, "simd128"},
  };
  const uint32_t lowest = features & (~features + 1);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (names[i].feature == lowest) return names[i].name;
  }
  return NULL;
}

const char* bitplane_cpu_architecture(void) {
#if defined(__x86_64__)
  return "x86_64";
#elif defined(__i386__)
  return "i386";
#elif defined(__aarch64__)
  return "aarch64";
#elif defined(__arm__)
  return "arm";
#elif defined(__riscv) && __riscv_xlen == 64
  return "riscv64";
#elif defined(__wasm32__)
  return "wasm32";
#else
  return "unknown";
#endif
}

// What a thread does with floats beyond the code: it may flush subnormals to zero, round otherwise or trap, as every
// thread of a program that gcc linked with -ffast-math and those of audio engines do. Layers run as C has it.
#ifndef BITPLANE_FLOAT_ENVIRONMENT_H_
#define BITPLANE_FLOAT_ENVIRONMENT_H_

#include <stdint.h>

// Per architecture: the register, its bits that are modes, and their values in C. The other bits are flags.
#if defined(__SSE__)
#include <xmmintrin.h>
enum { BITPLANE_FLOAT_MODES = 0xffc0, BITPLANE_C_FLOAT_MODES = 0x1f80 };  // which masks all exceptions
static inline uintptr_t bitplane_float_register(void) { return _mm_getcsr(); }
static inline void bitplane_set_float_register(uintptr_t value) { _mm_setcsr((unsigned)value); }

#elif defined(__GNUC__) && (defined(__aarch64__) || (__ARM_FP && __ARM_ARCH_PROFILE == 'A') || __riscv_flen)
#if defined(__aarch64__)
enum { BITPLANE_FLOAT_MODES = 0x07ff9f07, BITPLANE_C_FLOAT_MODES = 0 };
#define BITPLANE_READ_FLOAT_REGISTER "mrs %0, fpcr"
#define BITPLANE_WRITE_FLOAT_REGISTER "msr fpcr, %0"
#elif defined(__arm__)
enum { BITPLANE_FLOAT_MODES = 0x07ff9f00, BITPLANE_C_FLOAT_MODES = 0 };
#define BITPLANE_READ_FLOAT_REGISTER "vmrs %0, fpscr"
#define BITPLANE_WRITE_FLOAT_REGISTER "vmsr fpscr, %0"
#else
enum { BITPLANE_FLOAT_MODES = 7, BITPLANE_C_FLOAT_MODES = 0 };  // rounding alone
#define BITPLANE_READ_FLOAT_REGISTER "frrm %0"
#define BITPLANE_WRITE_FLOAT_REGISTER "fsrm %0"
#endif
static inline uintptr_t bitplane_float_register(void) {
  uintptr_t value;
  __asm__ volatile(BITPLANE_READ_FLOAT_REGISTER : "=r"(value));
  return value;
}
static inline void bitplane_set_float_register(uintptr_t value) {
  __asm__ volatile(BITPLANE_WRITE_FLOAT_REGISTER : : "r"(value));
}

#else  // Nothing can be set (WebAssembly), or nobody but the firmware itself sets it (microcontrollers).
enum { BITPLANE_FLOAT_MODES = 0, BITPLANE_C_FLOAT_MODES = 0 };
static inline uintptr_t bitplane_float_register(void) { return 0; }
static inline void bitplane_set_float_register(uintptr_t value) { (void)value; }
#endif

static inline int bitplane_has_other_floats(uintptr_t value) {
  return (value & BITPLANE_FLOAT_MODES) != BITPLANE_C_FLOAT_MODES;
}

// Sets this thread's modes to C's. Returns what bitplane_leave_floats restores.
static inline uintptr_t bitplane_enter_floats(void) {
  const uintptr_t before = bitplane_float_register();
  if (bitplane_has_other_floats(before)) bitplane_set_float_register(BITPLANE_C_FLOAT_MODES);
  return before;
}

static inline void bitplane_leave_floats(uintptr_t before) {
  if (bitplane_has_other_floats(before)) bitplane_set_float_register(before);
}

#endif

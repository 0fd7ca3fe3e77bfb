// Asks the debugger or emulator that the processor hangs on ("Semihosting for AArch32 and AArch64", release 3).
#ifndef BITPLANE_BARE_METAL_SEMIHOSTING_H_
#define BITPLANE_BARE_METAL_SEMIHOSTING_H_

#include <stdint.h>

static inline uintptr_t semihosting_call(uintptr_t operation, const void* argument) {
  register uintptr_t r0 __asm__("r0") = operation;
  register const void* r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

// SYS_WRITE0: a text, up to its zero.
static inline void semihosting_write(const char* text) { semihosting_call(0x04, text); }

// A number and what it counts.
static inline void semihosting_write_count(uint32_t count, const char* what) {
  char digits[11];
  char* at = digits + sizeof digits - 1;
  *at = '\0';
  do {
    *--at = (char)('0' + count % 10);
    count /= 10;
  } while (count > 0);
  semihosting_write(at);
  semihosting_write(what);
}

// SYS_EXIT_EXTENDED with ADP_Stopped_ApplicationExit: the emulator ends with that status.
static inline _Noreturn void semihosting_exit(int status) {
  const uintptr_t block[2] = {0x20026, (uintptr_t)status};
  semihosting_call(0x20, block);
  for (;;) {
  }
}

#endif

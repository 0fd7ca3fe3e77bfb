// What happens before main on a Cortex-M4: the vector table, memory as C expects it, the floating-point unit.
#include <stdint.h>

#include "semihosting.h"

int main(void);
_Noreturn void _start(void);

// Placed by the linker script; only their addresses mean something.
extern uint32_t stack_top[], data_start[], data_end[], bss_start[], bss_end[];
extern const uint32_t data_in_flash[];

// Coprocessor Access Control Register (ARMv7-M Architecture Reference Manual, B3.2.20): full access to CP10 and CP11.
#define CPACR (*(volatile uint32_t*)0xe000ed88)
#define FPU_ACCESS (UINT32_C(0xf) << 20)

_Noreturn void _start(void) {
  CPACR |= FPU_ACCESS;
  __asm__ volatile("dsb\n isb" ::: "memory");
  const uint32_t* from = data_in_flash;
  for (uint32_t* to = data_start; to < data_end; to++) *to = *from++;
  for (uint32_t* to = bss_start; to < bss_end; to++) *to = 0;
  semihosting_exit(main());
}

// Any fault ends the run with a status that main does not use.
static _Noreturn void fault(void) { semihosting_exit(3); }

struct vectors {
  uint32_t* stack_top;
  void (*handlers[15])(void);
};

__attribute__((section(".vectors"), used)) static const struct vectors vectors = {
    stack_top, {_start, fault, fault, fault, fault, fault}};

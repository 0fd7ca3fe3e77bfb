// An alarm, since a lost link may block the program in a write. Its signal ends the program.
#define _POSIX_C_SOURCE 200809L
#include "leash.h"

#include <poll.h>
#include <unistd.h>

#include "clock.h"

static uint32_t seconds;

static void wind_up(void) {
#if !defined(__wasi__)
  alarm(seconds);
#endif
}

void start_leash(uint32_t num_seconds) {
  seconds = num_seconds;
  if (seconds > 0) wind_up();
}

bool wait_on_leash(uint32_t ms) {
  const uint64_t end = now_ns() + ms * UINT64_C(1000000);
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  for (uint64_t now = now_ns();; now = now_ns()) {
    const uint64_t left = now < end ? (end - now + 999999) / 1000000 : 0;
    if (poll(&input, seconds > 0 ? 1 : 0, (int)left) <= 0) return false;
    char beats[64];
    if (read(STDIN_FILENO, beats, sizeof beats) <= 0) return true;
    wind_up();
  }
}

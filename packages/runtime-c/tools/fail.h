#ifndef BITPLANE_TOOLS_FAIL_H_
#define BITPLANE_TOOLS_FAIL_H_

// Exit statuses of the program. EXIT_NOISY: the core was disturbed too often for times that mean something.
enum { EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_NOISY = 3 };

// Prints "bitplane: MESSAGE" as one line on stderr and ends the program.
_Noreturn void fail(int exit_status, const char* format, ...);

#endif

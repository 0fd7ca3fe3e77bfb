# Debian's cross compiler for 64-bit RISC-V: apt-get install gcc-riscv64-linux-gnu libc6-dev-riscv64-cross
# qemu-user-static
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR riscv64)
set(CMAKE_C_COMPILER riscv64-linux-gnu-gcc)

# A core of plain RV64GC, what every Linux distribution asks for, without vectors or bit manipulation.
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-riscv64-static -cpu sifive-u54 -L /usr/riscv64-linux-gnu)

set(CMAKE_FIND_ROOT_PATH /usr/riscv64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)

# 64-bit RISC-V Linux by zig, tested under qemu-user with vectors: Debian 12's gcc has no intrinsics for them. Static,
# so that no libraries of that machine are needed. apt-get install qemu-user-static binutils-riscv64-linux-gnu
set(BITPLANE_LIBC "musl" CACHE STRING "gnu (dynamic) or musl (static)")
include(${CMAKE_CURRENT_LIST_DIR}/zig-riscv64-linux.cmake)

# The shortest registers that V allows; tests run with longer ones and without any, too.
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-riscv64-static -cpu rv64,v=true,vlen=128,vext_spec=v1.0)

# For the counts of instructions, which move the library to a section of its own.
set(CMAKE_OBJCOPY riscv64-linux-gnu-objcopy)

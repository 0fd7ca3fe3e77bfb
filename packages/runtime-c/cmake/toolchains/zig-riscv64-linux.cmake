# 64-bit RISC-V Linux (portable kernels).
set(CMAKE_SYSTEM_PROCESSOR riscv64)
set(BITPLANE_ZIG_TARGET riscv64-linux)
set(BITPLANE_ZIG_ABI "")
set(BITPLANE_GLIBC 2.27)
set(BITPLANE_ZIG_CPU baseline_rv64)
include(${CMAKE_CURRENT_LIST_DIR}/zig.cmake)

# 64-bit ARM Linux: Raspberry Pi 3 and later with a 64-bit system, and nearly every newer board.
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(BITPLANE_ZIG_TARGET aarch64-linux)
set(BITPLANE_ZIG_ABI "")
set(BITPLANE_GLIBC 2.17)
set(BITPLANE_ZIG_CPU generic)
include(${CMAKE_CURRENT_LIST_DIR}/zig.cmake)

# 32-bit ARM Linux, ARMv7 with hardware floating point; NEON is used where the CPU has it: Raspberry Pi 2 and later,
# BeagleBone.
set(CMAKE_SYSTEM_PROCESSOR armv7)
set(BITPLANE_ZIG_TARGET arm-linux)
set(BITPLANE_ZIG_ABI eabihf)
set(BITPLANE_GLIBC 2.17)
set(BITPLANE_ZIG_CPU generic+v7a+vfp3d16)
include(${CMAKE_CURRENT_LIST_DIR}/zig.cmake)

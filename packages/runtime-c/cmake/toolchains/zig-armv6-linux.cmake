# 32-bit ARM Linux, ARMv6 with VFPv2 and without NEON: Raspberry Pi Zero (not Zero 2) and the first Raspberry Pi.
set(CMAKE_SYSTEM_PROCESSOR armv6)
set(BITPLANE_ZIG_TARGET arm-linux)
set(BITPLANE_ZIG_ABI eabihf)
set(BITPLANE_GLIBC 2.17)
set(BITPLANE_ZIG_CPU arm1176jzf_s)
include(${CMAKE_CURRENT_LIST_DIR}/zig.cmake)

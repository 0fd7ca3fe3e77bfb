# What the toolchains of macOS have in common: zig has the symbols of Apple's system library, and its own linker.
include(${CMAKE_CURRENT_LIST_DIR}/find-zig.cmake)
set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_C_COMPILER "${zig}" cc -target ${BITPLANE_ZIG_TARGET} -mcpu=${BITPLANE_ZIG_CPU})

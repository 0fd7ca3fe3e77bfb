# macOS on Apple's own processors.
set(CMAKE_SYSTEM_PROCESSOR arm64)
set(BITPLANE_ZIG_TARGET aarch64-macos.11.0)
set(BITPLANE_ZIG_CPU apple_m1)
include(${CMAKE_CURRENT_LIST_DIR}/zig-macos.cmake)

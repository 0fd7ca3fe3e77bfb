# macOS on Intel's processors.
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(BITPLANE_ZIG_TARGET x86_64-macos.11.0)
set(BITPLANE_ZIG_CPU x86_64)
include(${CMAKE_CURRENT_LIST_DIR}/zig-macos.cmake)

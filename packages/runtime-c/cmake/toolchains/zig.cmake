# What all zig-<target>.cmake files share. They set BITPLANE_ZIG_TARGET (without the libc), BITPLANE_GLIBC and BITPLANE_ZIG_CPU first.
#
# Zig is a clang with the headers and the libc of every target. It is found by $BITPLANE_ZIG, else in $BITPLANE_CACHE/ziglang or
# .cache/ziglang of the workspace, where `npm run setup` puts it.
#
# Default is glibc, dynamic, at the oldest version that the target has: builds in seconds, and runs on any board whose glibc is not
# older than 2012's (riscv64: 2018's). -D BITPLANE_LIBC=musl makes a static program that needs nothing of the board; its first build
# takes about a minute longer, because libc is built as well.
set(CMAKE_SYSTEM_NAME Linux)
set(BITPLANE_LIBC "gnu" CACHE STRING "gnu (dynamic) or musl (static)")

if(DEFINED ENV{BITPLANE_ZIG})
  set(zig "$ENV{BITPLANE_ZIG}")
elseif(DEFINED ENV{BITPLANE_CACHE})
  set(zig "$ENV{BITPLANE_CACHE}/ziglang/zig")
else()
  get_filename_component(zig "${CMAKE_CURRENT_LIST_DIR}/../../../../.cache/ziglang/zig" ABSOLUTE)
endif()
if(NOT EXISTS "${zig}")
  message(FATAL_ERROR "expected the zig compiler at ${zig}: run `npm run setup`, or set BITPLANE_ZIG to a zig executable")
endif()

if(BITPLANE_LIBC STREQUAL "gnu")
  set(triple "${BITPLANE_ZIG_TARGET}-gnu${BITPLANE_ZIG_ABI}.${BITPLANE_GLIBC}")
elseif(BITPLANE_LIBC STREQUAL "musl")
  set(triple "${BITPLANE_ZIG_TARGET}-musl${BITPLANE_ZIG_ABI}")
else()
  message(FATAL_ERROR "BITPLANE_LIBC: expected gnu or musl, got ${BITPLANE_LIBC}")
endif()

# A list: CMake takes what follows the compiler as its first arguments.
set(CMAKE_C_COMPILER "${zig}" cc -target ${triple} -mcpu=${BITPLANE_ZIG_CPU})
# `zig ar` and `zig ranlib` are two words each, which CMAKE_AR cannot hold.
set(CMAKE_C_ARCHIVE_CREATE "\"${zig}\" ar qc <TARGET> <OBJECTS>")
set(CMAKE_C_ARCHIVE_APPEND "\"${zig}\" ar q <TARGET> <OBJECTS>")
set(CMAKE_C_ARCHIVE_FINISH "\"${zig}\" ranlib <TARGET>")

# Zig adds debug information to every build; a board does not need it.
set(CMAKE_EXE_LINKER_FLAGS_RELEASE_INIT "-s")

# Programs come from this machine, libraries and headers never do.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)

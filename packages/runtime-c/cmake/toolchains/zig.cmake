# What all zig-<target>.cmake files share. They set BITPLANE_ZIG_TARGET (without the libc), BITPLANE_GLIBC and
# BITPLANE_ZIG_CPU first.
#
# Default is glibc, dynamic, at the oldest version that the target has: builds in seconds, and runs on any board whose
# glibc is not older than 2012's (riscv64: 2018's). -D BITPLANE_LIBC=musl makes a static program that needs nothing of
# the board; its first build takes about a minute longer, because libc is built as well.
set(CMAKE_SYSTEM_NAME Linux)
set(BITPLANE_LIBC "gnu" CACHE STRING "gnu (dynamic) or musl (static)")

include(${CMAKE_CURRENT_LIST_DIR}/find-zig.cmake)

if(BITPLANE_LIBC STREQUAL "gnu")
  set(triple "${BITPLANE_ZIG_TARGET}-gnu${BITPLANE_ZIG_ABI}.${BITPLANE_GLIBC}")
elseif(BITPLANE_LIBC STREQUAL "musl")
  set(triple "${BITPLANE_ZIG_TARGET}-musl${BITPLANE_ZIG_ABI}")
else()
  message(FATAL_ERROR "BITPLANE_LIBC: expected gnu or musl, got ${BITPLANE_LIBC}")
endif()

# A list: CMake takes what follows the compiler as its first arguments.
set(CMAKE_C_COMPILER "${zig}" cc -target ${triple} -mcpu=${BITPLANE_ZIG_CPU})

# Zig adds debug information to every build; a board does not need it.
set(CMAKE_EXE_LINKER_FLAGS_RELEASE_INIT "-s")

# A kernel maps a segment only where the segment's alignment is a multiple of its pages, which have 16 kB on a Raspberry
# Pi 5 and 64 kB on some servers. That is lld's own default for ARM; it is named here since a test holds it.
if(BITPLANE_ZIG_TARGET MATCHES "^(arm|aarch64)-")
  set(CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,-z,max-page-size=65536")
endif()

# Programs come from this machine, libraries and headers never do.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)

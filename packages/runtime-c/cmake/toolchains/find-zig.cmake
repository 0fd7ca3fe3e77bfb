# Zig is a clang with the headers and the libc of every target. It is found by $BITPLANE_ZIG, else in
# $BITPLANE_CACHE/ziglang or .cache/ziglang of the workspace, where `npm run setup` puts it. Sets zig, and how it makes
# libraries.
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

# `zig ar` and `zig ranlib` are two words each, which CMAKE_AR cannot hold.
set(CMAKE_C_ARCHIVE_CREATE "\"${zig}\" ar qc <TARGET> <OBJECTS>")
set(CMAKE_C_ARCHIVE_APPEND "\"${zig}\" ar q <TARGET> <OBJECTS>")
set(CMAKE_C_ARCHIVE_FINISH "\"${zig}\" ranlib <TARGET>")

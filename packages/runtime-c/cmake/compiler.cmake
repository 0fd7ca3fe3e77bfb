# What every target is compiled with, and how the program names its compiler in reports.
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)

function(bitplane_compile_options target)
  # One rounding for each float operation, on every CPU: without the flag gcc and clang fuse multiply and add.
  target_compile_options(${target} PRIVATE
    -ffp-contract=off -Wall -Wextra -Wshadow -Wconversion -Wpedantic -Wstrict-prototypes -Wmissing-prototypes)
  if(BITPLANE_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  set(BITPLANE_COMPILER "gcc ${CMAKE_C_COMPILER_VERSION}")
  set(faster "kernels and float layers -O3")
else()
  string(TOLOWER "${CMAKE_C_COMPILER_ID}" compiler)
  set(BITPLANE_COMPILER "${compiler} ${CMAKE_C_COMPILER_VERSION}")
  set(faster "kernels of binary products -O3, -mllvm -unroll-runtime=0")
endif()

string(TOUPPER "${CMAKE_BUILD_TYPE}" configuration)
string(STRIP "${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${configuration}} -std=c11 -ffp-contract=off, ${faster}" BITPLANE_FLAGS)

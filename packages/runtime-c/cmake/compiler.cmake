# What every target is compiled with, and how the program names its compiler in reports.
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)

# One rounding for each float operation, on every CPU, whatever the project around this one is compiled with: gcc and
# clang fuse multiply and add without the last flag, and the others undo each part of -ffast-math, since -fno-fast-math
# leaves parts that were named alone. In this order, as clang's -fno-fast-math sets -ffp-contract anew, and as one item,
# since CMake drops an option that it has seen before.
set(exact_floats "SHELL:-fno-fast-math -fno-associative-math -fno-reciprocal-math -fno-finite-math-only -fsigned-zeros -ffp-contract=off")
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  list(PREPEND exact_floats -fno-unsafe-math-optimizations)  # which in clang would also keep floats out of vectors
elseif(CMAKE_C_COMPILER_VERSION VERSION_LESS 18)
  list(APPEND exact_floats -Wno-overriding-t-option)  # clang 14 and 15 warn of -ffast-math -fno-fast-math
endif()

# -O2, with -O3 for kernels (cmake/kernels.cmake), is what the published times are measured with. It belongs to the
# targets, as the flags of a configuration are the surrounding project's. Debug builds and configurations of that
# project's own keep what they have.
# A module for WebAssembly is downloaded before it runs: only kernels, where the time goes, are as large as elsewhere.
if(BITPLANE_SMALL OR CMAKE_SYSTEM_PROCESSOR STREQUAL "wasm32")
  set(optimization "$<$<NOT:$<CONFIG:Debug>>:-Os>")
else()
  set(optimization "$<$<OR:$<CONFIG:Release,RelWithDebInfo>,$<STREQUAL:$<CONFIG>,>>:-O2>$<$<CONFIG:MinSizeRel>:-Os>")
endif()

function(bitplane_compile_options target)
  target_compile_options(${target} PRIVATE ${optimization} ${exact_floats})
  if(PROJECT_IS_TOP_LEVEL)  # Another project chooses its warnings itself.
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wconversion -Wpedantic -Wstrict-prototypes -Wmissing-prototypes)
  endif()
  if(BITPLANE_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

# Shared libraries (a plugin, a module for Python) may take the library in: its code runs at any address, and its
# symbols stay inside.
function(bitplane_fit_into_shared_libraries target)
  get_property(shared_libraries_exist GLOBAL PROPERTY TARGET_SUPPORTS_SHARED_LIBS)
  if(shared_libraries_exist AND NOT DEFINED CMAKE_POSITION_INDEPENDENT_CODE)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  endif()
  set_target_properties(${target} PROPERTIES C_VISIBILITY_PRESET hidden)
endfunction()

if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  set(BITPLANE_COMPILER "gcc ${CMAKE_C_COMPILER_VERSION}")
  set(faster ", kernels and float layers -O3")
else()
  string(TOLOWER "${CMAKE_C_COMPILER_ID}" compiler)
  set(BITPLANE_COMPILER "${compiler} ${CMAKE_C_COMPILER_VERSION}")
  set(faster ", kernels of binary products -O3, -mllvm -unroll-runtime=0")
endif()
if(BITPLANE_SMALL)
  set(faster "")
endif()

# For reports: the directory's flags, of which the level of a configuration loses against ours, then what all targets
# have.
string(TOUPPER "${CMAKE_BUILD_TYPE}" configuration)
string(REGEX REPLACE "-O[0-9a-z]*" "" configuration_flags "${CMAKE_C_FLAGS_${configuration}}")
get_directory_property(directory_flags COMPILE_OPTIONS)
list(JOIN directory_flags " " directory_flags)
string(CONCAT BITPLANE_FLAGS "${CMAKE_C_FLAGS} ${configuration_flags} ${directory_flags} ${optimization} -std=c11 "
  "-fno-fast-math -ffp-contract=off${faster}")
string(REGEX REPLACE " +" " " BITPLANE_FLAGS "${BITPLANE_FLAGS}")
string(REPLACE "\"" "'" BITPLANE_FLAGS "${BITPLANE_FLAGS}")
string(STRIP "${BITPLANE_FLAGS}" BITPLANE_FLAGS)

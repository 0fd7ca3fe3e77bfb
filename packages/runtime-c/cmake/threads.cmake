# The optional pool of threads: a library beside the core, so that the core needs no threads.
find_package(Threads QUIET)
set(has_threads ${CMAKE_USE_PTHREADS_INIT})
if(CMAKE_SYSTEM_NAME STREQUAL "Generic")
  set(has_threads OFF)  # Libraries without an operating system have the header, and functions that fail or are missing.
endif()
option(BITPLANE_THREADS "Build the pool of POSIX threads, bitplane-threads" ${has_threads})
if(NOT BITPLANE_THREADS)
  return()
endif()

add_library(bitplane-threads STATIC src/threads/thread_pool.c)
# By its name, not as a target: projects that use the installed package need not look for it.
target_link_libraries(bitplane-threads PUBLIC bitplane ${CMAKE_THREAD_LIBS_INIT})
set_target_properties(bitplane-threads PROPERTIES PUBLIC_HEADER include/bitplane/thread_pool.h)
add_library(bitplane::bitplane-threads ALIAS bitplane-threads)
bitplane_fit_into_shared_libraries(bitplane-threads)
bitplane_compile_options(bitplane-threads)
# PUBLIC, so that programs know what they are linked with.
target_compile_definitions(bitplane-threads PUBLIC BITPLANE_HAVE_THREADS=1)

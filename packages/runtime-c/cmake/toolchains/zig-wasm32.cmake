# WebAssembly with 128-bit SIMD, for browsers, Node and WASI runtimes.
include(${CMAKE_CURRENT_LIST_DIR}/find-zig.cmake)
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
if(NOT DEFINED BITPLANE_WASM_CPU)
  set(BITPLANE_WASM_CPU generic+simd128)
endif()
set(CMAKE_C_COMPILER "${zig}" cc -target wasm32-wasi -mcpu=${BITPLANE_WASM_CPU})

# Only the program maps files; the library needs none of it.
set(CMAKE_C_FLAGS_INIT "-D_WASI_EMULATED_MMAN")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-lwasi-emulated-mman -Wl,-z,stack-size=1048576")
set(CMAKE_EXE_LINKER_FLAGS_RELEASE_INIT "-s")

set(CMAKE_CROSSCOMPILING_EMULATOR node --no-warnings ${CMAKE_CURRENT_LIST_DIR}/../run-wasi.mjs)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)

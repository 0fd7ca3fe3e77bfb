# WebAssembly as engines and processors without SIMD have it.
set(BITPLANE_WASM_CPU mvp+bulk_memory+mutable_globals+nontrapping_fptoint+sign_ext)
include(${CMAKE_CURRENT_LIST_DIR}/zig-wasm32.cmake)

# Sizes that the documentation promises: the library, and the reference network's memory with portable kernels.
include(${CMAKE_CURRENT_LIST_DIR}/sizes.cmake)

library_nbytes(nbytes)
expect_at_most("code and data of the library with all kernels of this architecture" ${nbytes} 159744)

set(CPU portable)
run_program(info --model ${MODEL})
string(JSON arena_nbytes ERROR_VARIABLE error GET "${output}" arena_nbytes)
expect_at_most("arena of the reference network with portable kernels" "${arena_nbytes}" 49152)
report()

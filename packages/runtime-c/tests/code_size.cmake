# The library on a microcontroller: all layer kinds, portable kernels.
include(${CMAKE_CURRENT_LIST_DIR}/sizes.cmake)

library_nbytes(nbytes)
expect_at_most("code and constants of the library" ${nbytes} 24576)
report()

# The library on a microcontroller, with portable kernels: all layer kinds, or those of the reference network.
include(${CMAKE_CURRENT_LIST_DIR}/sizes.cmake)

library_nbytes(nbytes)
set(most_of_all 31744)
set(most_of_reference 22528)
expect_at_most("code and constants of the library with kinds: ${KINDS}" ${nbytes} ${most_of_${KINDS}})
report()

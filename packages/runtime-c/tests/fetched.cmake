# The library as FetchContent gets it, from an archive of SOURCE, runtime-c: small where BITPLANE_SMALL says so,
# whatever the project's flags; and a project without a build type stays without one. SIZE: binutils' `size`.
include(${CMAKE_CURRENT_LIST_DIR}/consumer.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/sizes.cmake)

# Unpacking leaves out a folder that is alone at the top, as an archive of a release has it.
foreach(part CMakeLists.txt cmake include src tools)
  file(COPY ${SOURCE}/${part} DESTINATION ${FOLDER}/bitplane/packages/runtime-c)
endforeach()
step("archives" ${CMAKE_COMMAND} -E chdir ${FOLDER} ${CMAKE_COMMAND} -E tar czf bitplane.tar.gz bitplane)

build_consumer(small -DWAY=FetchContent -DSOURCE=${FOLDER}/bitplane.tar.gz -DCMAKE_BUILD_TYPE=Release "-DCMAKE_C_FLAGS_RELEASE=-O3 -DNDEBUG"
  -DBITPLANE_SMALL=ON -DBITPLANE_PORTABLE_ONLY=ON)
set(LIBRARY ${FOLDER}/small/_deps/bitplane-build/libbitplane.a)
library_nbytes(nbytes)
expect_at_most("code and data of a small library in another project" ${nbytes} 48640)

step("without a build type" ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${FOLDER}/small -DCMAKE_BUILD_TYPE=)
file(STRINGS ${FOLDER}/small/CMakeCache.txt build_type REGEX "^CMAKE_BUILD_TYPE:")
expect_match("it stays so" "${build_type}" "=$")
report()

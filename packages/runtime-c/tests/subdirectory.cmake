# The library in a project whose own settings would break it, and which would not like to find others: every bit is
# right nevertheless, and nothing of the project has changed. SOURCE: runtime-c; VECTORS: the golden vectors; NM: the
# program; NATIVE: the flag for all that this CPU has, or nothing.
include(${CMAKE_CURRENT_LIST_DIR}/consumer.cmake)

set(project_flags "-O3 -DNDEBUG -ffast-math ${NATIVE}")
build_consumer(subdirectory -DWAY=add_subdirectory -DSOURCE=${SOURCE} -DCMAKE_BUILD_TYPE=Release "-DCMAKE_C_FLAGS_RELEASE=${project_flags}"
  "-DOPTIONS=-ffp-contract=fast -ffast-math -fno-signed-zeros -Wall -Wextra -Wpedantic -Werror"
  -DBUILD_SHARED_LIBS=ON -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=0)
set(build ${FOLDER}/subdirectory)
file(STRINGS ${build}/CMakeCache.txt flags REGEX "^CMAKE_C_FLAGS_RELEASE:")
expect_match("the project's flags stay" "${flags}" "=${project_flags}$")

set(CPU "")
file(GLOB programs ${build}/bitplane/bitplane ${build}/bitplane/test*)
expect_equal("neither program nor tests are built" "${programs}" "")
step("the program builds" ${CMAKE_COMMAND} --build ${build} --target bitplane-program)
step("golden vectors" ${CMAKE_COMMAND} -DPROGRAM=${build}/bitplane/bitplane -DVECTORS=${VECTORS} -P ${CMAKE_CURRENT_LIST_DIR}/golden_vectors.cmake)

step("lists tests" ${CMAKE_CTEST_COMMAND} --test-dir ${build} -N)
expect_match("the project's tests stay its own" "${output}" "Total Tests: 1\n")
step("installs" ${CMAKE_COMMAND} --install ${build} --prefix ${FOLDER}/installed)
file(GLOB_RECURSE installed RELATIVE ${FOLDER}/installed ${FOLDER}/installed/*)
expect_equal("the project installs what is its own" "${installed}" "bin/consumer")

file(GLOB plugin ${build}/libplugin.*)
step("symbols of the shared library" ${NM} --dynamic --defined-only ${plugin})
expect_match("exports its own" "${output}" "plugin_run")
string(REGEX MATCHALL "[^\n]*bitplane[^\n]*" exported "${output}")
expect_equal("exports nothing of the runtime" "${exported}" "")

step("symbols of the library" ${NM} --extern-only --defined-only ${build}/bitplane/libbitplane.a)
string(REGEX MATCHALL " [A-Z] [^\n]+" symbols "${output}")
list(TRANSFORM symbols REPLACE "^ . " "")
expect_match("there are symbols" "${symbols}" "bitplane_run")
list(FILTER symbols EXCLUDE REGEX "^_?bitplane_")
expect_equal("all symbols have the prefix" "${symbols}" "")
report()

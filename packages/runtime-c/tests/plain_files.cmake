# The library without CMake: runs the commands of PAGE, docs/embedding.md, that compile a list of files, as they are
# there, as one translation unit, with every warning, and with flags that change the bits. COMPILERS: others than C that
# have to be quiet, too. SOURCE: runtime-c.
include(${CMAKE_CURRENT_LIST_DIR}/consumer.cmake)
set(consumer ${CMAKE_CURRENT_LIST_DIR}/consumer)

file(READ ${PAGE} page)
string(REGEX MATCH "```sh\n(R=bitplane/packages/runtime-c\ncc [^`]*)```" block "${page}")
expect_match("the page has the commands" "${block}" "mine\\.c")
file(WRITE ${FOLDER}/commands.sh "cc() { sh \"$FRONT\" \"$@\" $FLAGS; }\n${CMAKE_MATCH_1}")
file(WRITE ${FOLDER}/as-it-is.sh "exec \"$CC\" \"$@\"\n")
file(WRITE ${FOLDER}/one-file.sh [[
case " $* " in *" -c "*) ;; *) exec "$CC" "$@" ;; esac
for argument; do
  shift
  case $argument in *.c) echo "#include \"$argument\"" >>all.c ;; *) set -- "$@" "$argument" ;; esac
done
exec "$CC" "$@" all.c
]])

# Runs the commands in FOLDER/name with a compiler, a front for it, and flags after those of the page. They make the
# program FOLDER/name/mine.
function(run_commands name compiler front flags)
  file(MAKE_DIRECTORY ${FOLDER}/${name}/bitplane/packages)
  file(CREATE_LINK ${SOURCE} ${FOLDER}/${name}/bitplane/packages/runtime-c SYMBOLIC)
  file(WRITE ${FOLDER}/${name}/mine.c "#include \"${consumer}/plugin.c\"\n#include \"${consumer}/plugin_user.c\"\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -E env "CC=${compiler}" FRONT=${FOLDER}/${front}.sh "FLAGS=${flags}" sh -e ${FOLDER}/commands.sh
    WORKING_DIRECTORY ${FOLDER}/${name} RESULT_VARIABLE exit_status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  set(exit_status "${exit_status}" PARENT_SCOPE)
  set(errors "${errors}" PARENT_SCOPE)
endfunction()

run_commands(list ${C} as-it-is "")
expect_equal("the list of files builds" "${exit_status}${errors}" "0")
expect_answer("C with the list of files" ${FOLDER}/list/mine)
file(GLOB objects ${FOLDER}/list/*.o)
step("C++ with the list of files links" ${CXX} -std=c++17 -I${SOURCE}/include ${consumer}/consumer.cpp ${objects} -o ${FOLDER}/list/mine-cpp)
expect_answer("C++ with the list of files" ${FOLDER}/list/mine-cpp)

# The runtime's own functions, exported by a shared library.
run_commands(shared ${C} as-it-is -fPIC)
file(GLOB objects ${FOLDER}/shared/*.o)
step("a shared library links" ${C} -shared ${objects} -o ${FOLDER}/shared/libours.so)
step("C++ with the shared library links" ${CXX} -std=c++17 -I${SOURCE}/include ${consumer}/consumer.cpp ${FOLDER}/shared/libours.so
  -Wl,-rpath,${FOLDER}/shared -o ${FOLDER}/shared/mine-cpp)
expect_answer("C++ with the shared library" ${FOLDER}/shared/mine-cpp)

run_commands(one-file ${C} one-file "")
expect_equal("one translation unit builds" "${exit_status}${errors}" "0")
file(GLOB objects RELATIVE ${FOLDER}/one-file ${FOLDER}/one-file/*.o)
expect_equal("it is one" "${objects}" "all.o")
expect_answer("one translation unit" ${FOLDER}/one-file/mine)

set(quiet "-O3 -Wall -Wextra -Wpedantic -pedantic-errors -Werror")
foreach(compiler IN LISTS C COMPILERS)
  string(MD5 folder ${compiler})
  foreach(front as-it-is one-file)
    run_commands(${folder}-${front} ${compiler} ${front} ${quiet})
    expect_equal("${compiler} is quiet, ${front}" "${exit_status}${errors}" "0")
  endforeach()
endforeach()

# Flags that a compiler reveals stop it.
file(WRITE ${FOLDER}/empty.c "")
foreach(flag -ffast-math -Ofast -ffinite-math-only -freciprocal-math -funsafe-math-optimizations)
  step("macros of ${flag}" ${C} ${flag} -dM -E ${FOLDER}/empty.c)
  if(output MATCHES "__FAST_MATH__|__FINITE_MATH_ONLY__ 1|__RECIPROCAL_MATH__|__ASSOCIATIVE_MATH__")
    run_commands(with${flag} ${C} as-it-is ${flag})
    expect_match("${flag} is named" "${errors}" "bitplane gives different bits with [^\n]*${flag}")
  endif()
endforeach()
report()

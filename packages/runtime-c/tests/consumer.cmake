# For scripts that build other projects around the library. C and CXX: the compilers; FOLDER: an empty one to work in,
# in which a step that fails leaves what it made; MODEL; ANSWER: the program that was built beside the library, which
# says what all others must print.
include(${CMAKE_CURRENT_LIST_DIR}/program.cmake)
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER})

macro(step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE exit_status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  expect_equal("${what}" "${exit_status}" 0)
endmacro()

step("the answer" ${ANSWER} ${MODEL})
expect_match("the answer" "${output}" "^[0-9]+ numbers, [0-9a-f]+\n$")
set(answer "${output}")

# Runs a program on MODEL, and compares.
macro(expect_answer what)
  step("${what} runs" ${ARGN} ${MODEL})
  expect_equal("${what} prints the same bits" "${output}" "${answer}")
endmacro()

# Configures the project in consumer/ as FOLDER/name, with further arguments, builds and runs it.
macro(build_consumer name)
  step("${name} configures" ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${FOLDER}/${name}
    -DCMAKE_C_COMPILER=${C} -DCMAKE_CXX_COMPILER=${CXX} ${ARGN})
  step("${name} builds" ${CMAKE_COMMAND} --build ${FOLDER}/${name})
  expect_answer("C++ in ${name}" ${FOLDER}/${name}/consumer)
  expect_answer("C in a shared library in ${name}" ${FOLDER}/${name}/plugin_user)
endmacro()

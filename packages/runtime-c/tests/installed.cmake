# Installs BUILD into a new folder, moves that, and lets another project find it: with find_package, and with pkg-config.
include(${CMAKE_CURRENT_LIST_DIR}/program.cmake)
set(consumer ${CMAKE_CURRENT_LIST_DIR}/consumer)
file(REMOVE_RECURSE ${FOLDER})

macro(step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE exit_status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  expect_equal("${what}" "${exit_status}" 0)
endmacro()

step("installs" ${CMAKE_COMMAND} --install ${BUILD} --prefix ${FOLDER}/first)
file(RENAME ${FOLDER}/first ${FOLDER}/moved)

step("is found by find_package" ${CMAKE_COMMAND} -S ${consumer} -B ${FOLDER}/by-cmake -DCMAKE_CXX_COMPILER=${CXX}
  -DCMAKE_PREFIX_PATH=${FOLDER}/moved)
step("builds" ${CMAKE_COMMAND} --build ${FOLDER}/by-cmake)
step("runs" ${FOLDER}/by-cmake/consumer ${MODEL})
expect_match("prints what came out" "${output}" "^[0-9]+ numbers")
set(numbers "${output}")

if(PKG_CONFIG)
  file(GLOB_RECURSE pc ${FOLDER}/moved/bitplane*.pc)
  list(GET pc 0 pc)  # bitplane-threads.pc, where there is one
  get_filename_component(pc_folder ${pc} DIRECTORY)
  get_filename_component(package ${pc} NAME_WE)
  step("is found by pkg-config" ${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${pc_folder} ${PKG_CONFIG} --cflags --libs ${package})
  separate_arguments(flags UNIX_COMMAND "${output}")
  step("builds with pkg-config's flags" ${CXX} -std=c++17 ${consumer}/consumer.cpp -o ${FOLDER}/by-pkg-config ${flags})
  step("runs" ${FOLDER}/by-pkg-config ${MODEL})
  expect_equal("prints the same" "${output}" "${numbers}")
endif()
report()

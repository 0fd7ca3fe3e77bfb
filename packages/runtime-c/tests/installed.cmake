# Installs BUILD into a new folder, moves that, and lets another project find it: with find_package, and with
# pkg-config.
include(${CMAKE_CURRENT_LIST_DIR}/consumer.cmake)

step("installs" ${CMAKE_COMMAND} --install ${BUILD} --prefix ${FOLDER}/first)
file(RENAME ${FOLDER}/first ${FOLDER}/moved)

build_consumer(by-cmake -DWAY=find_package -DCMAKE_PREFIX_PATH=${FOLDER}/moved)

if(PKG_CONFIG)
  file(GLOB_RECURSE pc ${FOLDER}/moved/bitplane*.pc)
  list(GET pc 0 pc)  # bitplane-threads.pc, where there is one
  get_filename_component(pc_folder ${pc} DIRECTORY)
  get_filename_component(package ${pc} NAME_WE)
  step("is found by pkg-config" ${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${pc_folder} ${PKG_CONFIG} --cflags --libs ${package})
  separate_arguments(flags UNIX_COMMAND "${output}")
  set(source ${CMAKE_CURRENT_LIST_DIR}/consumer)
  step("C++ builds with pkg-config's flags" ${CXX} -std=c++17 ${source}/consumer.cpp -o ${FOLDER}/by-pkg-config ${flags})
  expect_answer("C++ with pkg-config's flags" ${FOLDER}/by-pkg-config)
  step("C builds with pkg-config's flags" ${C} -std=c11 ${source}/plugin.c ${source}/plugin_user.c -o ${FOLDER}/by-pkg-config ${flags})
  expect_answer("C with pkg-config's flags" ${FOLDER}/by-pkg-config)
endif()
report()

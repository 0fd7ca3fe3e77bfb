# Firmware with a model as docs/embedding.md brings it into flash: the page's commands are run as they are there.
file(READ ${PROJECT_SOURCE_DIR}/../../docs/embedding.md page)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/../../docs/embedding.md)
set(zoo_model ${PROJECT_SOURCE_DIR}/../../zoo/reference-plus/model.bpm)
string(REGEX MATCH "\n[|] 32-bit ARM, portable [^|]*[|][^|]*[|][^|]*[|] ([0-9]+),([0-9]+) [|]" row "${page}")
set(arena_nbytes ${CMAKE_MATCH_1}${CMAKE_MATCH_2})

# file: what the command that begins with `program` makes. Further arguments: definitions for flash.c.
function(bitplane_add_flash_test name program file)
  string(REGEX MATCH "\n```sh\n(${program} [^`]*)```" block "${page}")
  if(NOT block)
    message(FATAL_ERROR "docs/embedding.md: expected a block of commands that begins with ${program}")
  endif()
  # A folder of its own, in which the commands find model.bpm.
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${name}-files)
  file(WRITE ${folder}/commands.sh "${CMAKE_MATCH_1}")
  add_custom_command(OUTPUT ${folder}/${file}
    COMMAND ${CMAKE_COMMAND} -E copy ${zoo_model} ${folder}/model.bpm
    COMMAND ${CMAKE_COMMAND} -E chdir ${folder} sh -e commands.sh
    DEPENDS ${zoo_model} VERBATIM)
  add_executable(${name} startup.c flash.c ${folder}/${file})
  target_compile_definitions(${name} PRIVATE ${ARGN})
  target_link_libraries(${name} PRIVATE bitplane)
  target_link_options(${name} PRIVATE -T ${board})
  set_target_properties(${name} PROPERTIES LINK_DEPENDS ${board})
  bitplane_compile_options(${name})
  add_test(NAME ${name} COMMAND ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:${name}>)
  set_tests_properties(${name} PROPERTIES TIMEOUT 60 PASS_REGULAR_EXPRESSION "a model in flash, ${arena_nbytes} bytes of arena")
endfunction()

bitplane_add_flash_test(flash-object arm-none-eabi-objcopy model.o MODEL_IS_AN_OBJECT)
bitplane_add_flash_test(flash-array xxd model.c)

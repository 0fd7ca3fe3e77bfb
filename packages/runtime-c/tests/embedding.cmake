# Tests of docs/embedding.md: other people's projects around the library, each built and run. Without sanitizers, which
# their programs lack.
set(embedding_folder ${CMAKE_CURRENT_SOURCE_DIR})
add_executable(answer consumer/consumer.cpp)
target_link_libraries(answer PRIVATE bitplane $<TARGET_NAME_IF_EXISTS:bitplane-threads>)
target_compile_features(answer PRIVATE cxx_std_17)

# Arguments after the name of the script: what it needs beyond consumer.cmake's.
function(add_embedding_test name)
  string(REPLACE _ - test ${name})
  add_test(NAME ${test} COMMAND ${CMAKE_COMMAND} -DC=${CMAKE_C_COMPILER} -DCXX=${CMAKE_CXX_COMPILER} -DANSWER=$<TARGET_FILE:answer>
    -DFOLDER=${CMAKE_CURRENT_BINARY_DIR}/${name} -DMODEL=${PROJECT_SOURCE_DIR}/../../zoo/reference-plus/model.bpm ${ARGN} -P ${embedding_folder}/${name}.cmake)
endfunction()

find_program(PKG_CONFIG_PROGRAM pkg-config)
add_embedding_test(installed -DBUILD=${PROJECT_BINARY_DIR} "-DPKG_CONFIG=$<$<BOOL:${PKG_CONFIG_PROGRAM}>:${PKG_CONFIG_PROGRAM}>")
find_program(SHELL_PROGRAM sh)
if(SHELL_PROGRAM)
  # Those that Debian and Ubuntu have beside their default, as far as they are installed; once, by the default's build.
  set(compilers "")
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    foreach(name clang gcc-11 gcc-12 gcc-13 gcc-14 gcc-15 clang-13 clang-14 clang-15 clang-16 clang-17 clang-18 clang-19 clang-20 clang-21)
      find_program(BITPLANE_OTHER_${name} ${name})
      mark_as_advanced(BITPLANE_OTHER_${name})
      if(BITPLANE_OTHER_${name})
        list(APPEND compilers ${BITPLANE_OTHER_${name}})
      endif()
    endforeach()
  endif()
  add_embedding_test(plain_files -DSOURCE=${PROJECT_SOURCE_DIR} -DPAGE=${PROJECT_SOURCE_DIR}/../../docs/embedding.md "-DCOMPILERS=${compilers}")
endif()
if(SIZE_PROGRAM AND CMAKE_EXECUTABLE_FORMAT STREQUAL "ELF")  # as the tools that look into files expect
  add_embedding_test(subdirectory -DNATIVE=$<$<BOOL:${BITPLANE_IS_X86}>:-march=native> -DSOURCE=${PROJECT_SOURCE_DIR} -DVECTORS=${vectors} -DNM=${CMAKE_NM})
  add_embedding_test(fetched -DSOURCE=${PROJECT_SOURCE_DIR} -DSIZE=${SIZE_PROGRAM})
endif()

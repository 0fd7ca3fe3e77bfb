# For scripts that hold sizes: library_nbytes(NAME) sets NAME to the code and data of LIBRARY, symbols apart, by SIZE,
# binutils' `size`.
include(${CMAKE_CURRENT_LIST_DIR}/program.cmake)

function(expect_at_most what got most)
  message("${what}: ${got} bytes, at most ${most}")
  if(got GREATER 0 AND got LESS_EQUAL most)
    count_check("${what}" TRUE)
  else()
    count_check("${what}" FALSE)
  endif()
endfunction()

function(library_nbytes name)
  execute_process(COMMAND ${SIZE} ${LIBRARY} OUTPUT_VARIABLE sizes COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "\n +[0-9]+[ \t]+[0-9]+" rows "${sizes}")
  set(total 0)
  foreach(row IN LISTS rows)
    string(REGEX MATCH "([0-9]+)[ \t]+([0-9]+)" row "${row}")
    math(EXPR total "${total} + ${CMAKE_MATCH_1} + ${CMAKE_MATCH_2}")
  endforeach()
  set(${name} ${total} PARENT_SCOPE)
endfunction()

# For scripts that run the program: run_program(arguments…) sets exit_status, output and errors. PROGRAM is a list: an
# emulator may come first. CPU, if set, becomes BITPLANE_CPU.
cmake_policy(VERSION 3.21)

macro(run_program)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env "BITPLANE_CPU=${CPU}" ${PROGRAM} ${ARGN}
    RESULT_VARIABLE exit_status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
endmacro()

function(count_check what is_right)
  if(is_right)
    set_property(GLOBAL APPEND_STRING PROPERTY num_passed "x")
  else()
    set_property(GLOBAL APPEND_STRING PROPERTY num_failed "x")
    message("FAILED: ${what}: exit status ${exit_status}\n${output}${errors}")
  endif()
endfunction()

# Counts a check; a failed one prints what the program said.
function(expect_equal what got expected)
  if("${got}" STREQUAL "${expected}")
    count_check("${what}" TRUE)
  else()
    count_check("${what}: expected '${expected}', got '${got}'" FALSE)
  endif()
endfunction()

function(expect_match what text pattern)
  if("${text}" MATCHES "${pattern}")
    count_check("${what}" TRUE)
  else()
    count_check("${what}: expected ${pattern}" FALSE)
  endif()
endfunction()

function(report)
  get_property(passed GLOBAL PROPERTY num_passed)
  get_property(failed GLOBAL PROPERTY num_failed)
  string(LENGTH "${passed}" num_passed)
  string(LENGTH "${failed}" num_failed)
  message("${num_passed} passed, ${num_failed} failed")
  if(num_failed GREATER 0)
    message(FATAL_ERROR "see above")
  endif()
endfunction()

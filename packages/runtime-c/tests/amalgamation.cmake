# The library as one file: no compiler of C and COMPILERS has a warning, and the program with it instead of the library
# chooses the same kernels and computes the golden vectors. NODE; SOURCE: runtime-c; OBJECTS: the program's own;
# PROGRAM: the program, a list in which an emulator may come first; LINK: flags; VECTORS; ZOO; FOLDER to work in.
include(${CMAKE_CURRENT_LIST_DIR}/program.cmake)
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER})
set(emulator ${PROGRAM})
list(POP_BACK emulator library_program)
separate_arguments(LINK)

macro(step what)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${FOLDER} RESULT_VARIABLE exit_status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  expect_equal("${what}" "${exit_status}" 0)
endmacro()

# What `info` says of all networks of the zoo: kernels, sizes of arenas.
function(describe_zoo program into)
  set(PROGRAM ${emulator} ${program})
  file(GLOB models ${ZOO}/*/model.bpm)
  set(all "")
  foreach(model IN LISTS models)
    run_program(info --model ${model})
    string(APPEND all "${output}${errors}")
  endforeach()
  set(${into} "${all}" PARENT_SCOPE)
endfunction()

# Builds the program with `compiler` and flags as FOLDER/name, and verifies with every CPU mask.
function(verify_with name compiler)
  step("${name} builds" ${compiler} ${ARGN} -Wall -Wextra -Wpedantic -pedantic-errors -Werror -c bitplane.c -o ${name}.o)
  expect_equal("${name} has no warning" "${errors}" "")
  step("${name} links" ${C} ${OBJECTS} ${name}.o ${LINK} -o ${name})
  set(PROGRAM ${emulator} ${FOLDER}/${name})
  execute_process(COMMAND ${CMAKE_COMMAND} "-DPROGRAM=${PROGRAM}" -DVECTORS=${VECTORS} -DTHREADS=2
    -P ${CMAKE_CURRENT_LIST_DIR}/golden_vectors.cmake RESULT_VARIABLE exit_status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  expect_equal("${name} gives the golden vectors" "${exit_status}" 0)
endfunction()

step("the file is made" ${NODE} ${SOURCE}/amalgamate/main.mjs ${FOLDER})
set(threads -pthread -DBITPLANE_HAVE_THREADS=1)
foreach(compiler IN LISTS C COMPILERS)
  get_filename_component(name ${compiler} NAME)
  verify_with(${name} ${compiler} -O2 ${threads})
endforeach()

get_filename_component(name ${C} NAME)
set(CPU "")
run_program(cpu)
string(JSON features GET "${output}" features)
string(REGEX MATCHALL "[a-z0-9]+" features "${features}")
foreach(CPU "" portable ${features})
  describe_zoo(${library_program} expected)
  expect_match("kernels are named with BITPLANE_CPU='${CPU}'" "${expected}" "__[a-z]")
  describe_zoo(${FOLDER}/${name} got)
  expect_equal("the same kernels with BITPLANE_CPU='${CPU}'" "${got}" "${expected}")
endforeach()
set(CPU "")

# Another standard, a processor's own instructions, fused multiply-adds among them, and no optimization.
if(NOT emulator)
  verify_with(native ${C} -std=gnu17 -O2 -march=native -ffp-contract=fast ${threads})
endif()
verify_with(plain ${C} -O0 -DBITPLANE_PORTABLE_ONLY=1 -DBITPLANE_SMALL=1 ${threads})

# On its own, beside a program that includes its header.
file(WRITE ${FOLDER}/mine.c "#include \"bitplane.h\"\nint main(void) { return bitplane_status_text(BITPLANE_OK)[0] != 'n'; }\n")
step("the file on its own builds" ${C} -O1 mine.c bitplane.c ${LINK} -o mine)
step("and runs" ${emulator} ${FOLDER}/mine)
report()

# One hash a network: on the committed images the logits of each network of ZOO are those of its card, to the last bit,
# and on each of THREADS, numbers of threads; with each CPU mask too where ALL_MASKS is set. The hash is SHA-256 of one
# line per image: its logits with nine digits, which name a float32 exactly, separated by commas.
include(${CMAKE_CURRENT_LIST_DIR}/program.cmake)
set(masks "")
if(ALL_MASKS)
  run_program(cpu)
  string(JSON features GET "${output}" features)
  string(REGEX MATCHALL "[a-z0-9]+" masks "portable ${features}")
endif()

function(expect_logits network expected)
  run_program(run --model ${ZOO}/${network}/model.bpm --data ${IMAGES} ${ARGN})
  string(REGEX REPLACE "[^\n]*\"logits\":\\[([^]]*)\\][^\n]*" "\\1" lines "${output}")
  string(SHA256 hash "${lines}")
  set(output "")  # Two hundred lines would hide the message.
  expect_equal("logits of ${network} with BITPLANE_CPU='${CPU}' ${ARGN}" "${exit_status} ${hash}" "0 ${expected}")
endfunction()

file(GLOB cards RELATIVE ${ZOO} ${ZOO}/*/card.json)
string(REPLACE "/card.json" "" names "${cards}")
expect_match("there are networks in ${ZOO}" "${names}" ".")
foreach(name IN LISTS names)
  file(READ ${ZOO}/${name}/card.json card)
  string(JSON expected GET "${card}" logits slice)
  foreach(CPU "" ${masks})
    expect_logits(${name} ${expected})
  endforeach()
  set(CPU "")
  foreach(num_threads IN LISTS THREADS)
    expect_logits(${name} ${expected} --threads ${num_threads})
  endforeach()
endforeach()
report()

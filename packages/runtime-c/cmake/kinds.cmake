# Which layer kinds are compiled: some or all of src/ops/kinds.inc.
set(BITPLANE_KINDS "all" CACHE STRING
  "Layer kinds: all, reference (those of the reference network), or a list such as int8-conv2d;threshold")

# Sets `symbols` to those of a choice of kinds, and writes their lines of the list to `file` for op.c, which reads it as
# BITPLANE_KINDS_FILE.
function(bitplane_choose_kinds choice symbols file)
  file(STRINGS ${PROJECT_SOURCE_DIR}/src/ops/kinds.inc lines REGEX "^KIND\\(")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/ops/kinds.inc)
  set(chosen ${choice})
  if(choice STREQUAL "reference")
    set(chosen int8-conv2d binary-conv2d threshold bit-max-pool affine prelu average-pool)
  endif()
  set(known "")
  set(found "")
  set(list "")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE ".*, ([a-z0-9_]+)\\)" "\\1" symbol "${line}")
    string(REPLACE "_" "-" kind ${symbol})
    list(APPEND known ${kind})
    if(choice STREQUAL "all" OR kind IN_LIST chosen)
      list(APPEND found ${symbol})
      string(APPEND list "${line}\n")
    endif()
  endforeach()
  list(REMOVE_ITEM chosen all ${known})
  if(chosen OR NOT found)
    list(JOIN known ", " known)
    message(FATAL_ERROR "BITPLANE_KINDS: expected all, reference or a list of ${known}; got \"${choice}\"")
  endif()
  file(CONFIGURE OUTPUT ${file} CONTENT "${list}#undef KIND\n" @ONLY)
  set(${symbols} ${found} PARENT_SCOPE)
endfunction()

# The symbols of this library's kinds.
bitplane_choose_kinds("${BITPLANE_KINDS}" BITPLANE_KIND_SYMBOLS ${CMAKE_CURRENT_BINARY_DIR}/chosen_kinds.inc)

function(bitplane_add_kinds target)
  list(TRANSFORM BITPLANE_KIND_SYMBOLS REPLACE "(.+)" "src/ops/\\1.c" OUTPUT_VARIABLE sources)
  target_sources(${target} PRIVATE ${sources})
  set_source_files_properties(src/ops/op.c PROPERTIES
    COMPILE_DEFINITIONS "BITPLANE_KINDS_FILE=\"${CMAKE_CURRENT_BINARY_DIR}/chosen_kinds.inc\"")
endfunction()

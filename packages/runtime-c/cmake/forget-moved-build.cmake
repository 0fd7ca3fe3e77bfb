# Removes build folders that CMake rejects because they were made elsewhere: in a clone that has been moved, renamed or
# copied since.
#   cmake [-D BUILD=<folder>] -P forget-moved-build.cmake      default: every folder of build/ beside the sources
cmake_minimum_required(VERSION 3.21)

get_filename_component(SOURCE "${CMAKE_CURRENT_LIST_DIR}/.." REALPATH)
if(NOT DEFINED BUILD)
  file(GLOB BUILD "${SOURCE}/build/*")
endif()

# A cache names the sources that it was made from, and the folder in which it was made.
function(is_moved folder result)
  set(${result} FALSE PARENT_SCOPE)
  file(STRINGS "${folder}/CMakeCache.txt" entries REGEX "^CMAKE_(HOME_DIRECTORY|CACHEFILE_DIR):INTERNAL=")
  foreach(entry IN LISTS entries)
    string(REGEX MATCH "^CMAKE_([A-Z_]+):INTERNAL=(.*)$" _ "${entry}")
    set(expected "${folder}")
    if(CMAKE_MATCH_1 STREQUAL "HOME_DIRECTORY")
      set(expected "${SOURCE}")
    endif()
    file(REAL_PATH "${CMAKE_MATCH_2}" written)
    file(REAL_PATH "${expected}" expected)
    if(NOT written STREQUAL expected)
      set(${result} TRUE PARENT_SCOPE)
    endif()
  endforeach()
endfunction()

foreach(folder IN LISTS BUILD)
  if(EXISTS "${folder}/CMakeCache.txt")
    is_moved("${folder}" moved)
    if(moved)
      message(STATUS "${folder} was made elsewhere: building anew")
      file(REMOVE_RECURSE "${folder}")
    endif()
  endif()
endforeach()

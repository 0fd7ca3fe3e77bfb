# What `cmake --install` leaves: the libraries, their headers, the program, and how CMake and pkg-config find them.
include(CMakePackageConfigHelpers)

set(libraries bitplane)
if(BITPLANE_THREADS)
  list(APPEND libraries bitplane-threads)
endif()
install(TARGETS ${libraries} EXPORT bitplane-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  PUBLIC_HEADER DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/bitplane)
install(TARGETS bitplane-program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/bitplane)
install(EXPORT bitplane-targets FILE bitplane-config.cmake NAMESPACE bitplane:: DESTINATION ${package_folder})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/bitplane-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/bitplane-config-version.cmake DESTINATION ${package_folder})

# Relative to the file itself, so that an installed tree can be moved.
file(RELATIVE_PATH BITPLANE_PREFIX_FROM_PC /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/bitplane.pc.in bitplane.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/bitplane.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(BITPLANE_THREADS)
  configure_file(cmake/bitplane-threads.pc.in bitplane-threads.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/bitplane-threads.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()

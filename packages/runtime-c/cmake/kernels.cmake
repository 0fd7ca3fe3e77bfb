# Which kernel folders are compiled. Flags belong to a folder; what is compiled is chosen from at run time.
include(CheckCSourceCompiles)
check_c_source_compiles("#if !defined(__x86_64__) && !defined(__i386__)\n#error\n#endif\nint main(void) { return 0; }" BITPLANE_IS_X86)
check_c_source_compiles("#if !defined(__aarch64__)\n#error\n#endif\nint main(void) { return 0; }" BITPLANE_IS_A64)
check_c_source_compiles("#if !defined(__arm__)\n#error\n#endif\nint main(void) { return 0; }" BITPLANE_IS_A32)

function(bitplane_add_kernel_folder target folder)
  set(sources src/kernels/${folder}/bgemm.c src/kernels/${folder}/igemm.c src/kernels/${folder}/threshold.c)
  target_sources(${target} PRIVATE ${sources})
  # -O3: register tiles are small arrays, and gcc unrolls the loops over them fully only there.
  set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS "-O3;${ARGN}")
  string(TOUPPER ${folder} name)
  # PUBLIC, so that tests see the same list of kernels.
  target_compile_definitions(${target} PUBLIC BITPLANE_HAVE_${name}=1)
endfunction()

function(bitplane_add_kernels target)
  bitplane_add_kernel_folder(${target} portable)
  if(BITPLANE_PORTABLE_ONLY)
    return()
  endif()
  if(BITPLANE_IS_X86)
    bitplane_add_kernel_folder(${target} avx2 -mavx2)
  elseif(BITPLANE_IS_A64)
    bitplane_add_kernel_folder(${target} neon)
  elseif(BITPLANE_IS_A32)
    bitplane_add_kernel_folder(${target} neon -mfpu=neon)
  endif()
endfunction()

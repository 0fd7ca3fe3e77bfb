# Which kernel folders are compiled. Flags belong to a folder; what is compiled is chosen from at run time.
include(CheckCSourceCompiles)
check_c_source_compiles("#if !defined(__x86_64__) && !defined(__i386__)\n#error\n#endif\nint main(void) { return 0; }" BITPLANE_IS_X86)
check_c_source_compiles("#if !defined(__aarch64__)\n#error\n#endif\nint main(void) { return 0; }" BITPLANE_IS_A64)
check_c_source_compiles("#if !defined(__arm__) || __ARM_ARCH_PROFILE != 'A'\n#error\n#endif\nint main(void) { return 0; }" BITPLANE_IS_A32)
check_c_source_compiles("#if !defined(__wasm_simd128__)\n#error\n#endif\nint main(void) { return 0; }" BITPLANE_IS_SIMD128)

check_c_source_compiles("#if !defined(__riscv) || __riscv_xlen != 64\n#error\n#endif\nint main(void) { return 0; }" BITPLANE_IS_RV64)

# Sets `flag` to the one that lets the compiler use RISC-V vectors: none where it may anyway, -march of gcc and clang,
# -mcpu of zig. Sets `found` to whether it then has the intrinsics, as gcc 13, clang 16 and later do.
function(bitplane_find_rvv flag found)
  set(choices "" -march=rv64gcv -mcpu=baseline_rv64+v)
  foreach(choice IN LISTS choices)
    string(MAKE_C_IDENTIFIER "BITPLANE_RVV_BY${choice}" compiles)
    set(CMAKE_REQUIRED_FLAGS "${choice}")
    check_c_source_compiles("#include <riscv_vector.h>\nint main(void) { return (int)__riscv_vsetvlmax_e8m1(); }" ${compiles})
    if(${compiles})
      set(${flag} "${choice}" PARENT_SCOPE)
      set(${found} TRUE PARENT_SCOPE)
      return()
    endif()
  endforeach()
  set(${found} FALSE PARENT_SCOPE)
endfunction()

# operations: what the files of that folder compute: bgemm of avx2 is avx2/bgemm_avx2.c, so that no two objects have one
# name. Further arguments are compiler flags.
function(bitplane_add_kernel_folder target folder operations)
  list(REMOVE_ITEM operations "")
  list(TRANSFORM operations REPLACE "(.+)" "src/kernels/${folder}/\\1_${folder}.c" OUTPUT_VARIABLE sources)
  target_sources(${target} PRIVATE ${sources})
  foreach(operation source IN ZIP_LISTS operations sources)
    # -O3: register tiles are small arrays, and gcc unrolls the loops over them fully only there. clang does at -O2;
    # what it does beyond makes binary products faster, by up to a twentieth, and all others only larger. No result
    # depends on the exception flags, which nobody reads; with them in mind gcc multiplies in prelu only where the slope
    # is wanted, one by one.
    set(options -fno-trapping-math ${ARGN})
    if(NOT BITPLANE_SMALL AND BITPLANE_IS_SIMD128)
      # A module has -Os (compiler.cmake) but where that costs time. Loop strength reduction computes each address by an
      # addition, although loads of WebAssembly have room for an offset: a kilobyte, and no time that could be measured.
      if("${folder}/${operation}" STREQUAL "simd128/bgemm")
        list(PREPEND options -O3 -mllvm -disable-lsr)
      elseif("${folder}/${operation}" MATCHES "simd128/([fi]gemm|lanes)")
        list(PREPEND options -O2 -mllvm -disable-lsr)
      endif()
    elseif(NOT BITPLANE_SMALL AND (CMAKE_C_COMPILER_ID STREQUAL "GNU" OR operation MATCHES "bgemm|lanes"))
      list(PREPEND options -O3)
    endif()
    # Where the linker puts a kernel would otherwise change the alignment of its loops, and times by 1 to 2 %.
    if(NOT BITPLANE_SMALL AND CMAKE_C_COMPILER_ID STREQUAL "GNU")
      list(APPEND options -falign-functions=64)
    endif()
    set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "${options}")
  endforeach()
  string(TOUPPER ${folder} name)
  # PUBLIC, so that tests see the same list of kernels.
  target_compile_definitions(${target} PUBLIC BITPLANE_HAVE_${name}=1)
endfunction()

function(bitplane_add_kernels target)
  set(operations bgemm igemm threshold)
  set(fgemm "")  # What only convolutions of floats need is compiled with them.
  if(float_conv2d IN_LIST BITPLANE_KIND_SYMBOLS)
    set(fgemm fgemm)
    target_sources(${target} PRIVATE src/kernels/select_fgemm.c src/ops/float_rows.c)
  endif()
  bitplane_add_kernel_folder(${target} portable "${operations};floats;${fgemm}")
  if(NOT BITPLANE_SMALL AND NOT BITPLANE_IS_SIMD128)  # which makes the smallest one as fast
    bitplane_add_kernel_folder(${target} portable bgemm_carry_save)
    target_compile_definitions(${target} PUBLIC BITPLANE_HAVE_CARRY_SAVE=1)
  endif()
  if(BITPLANE_PORTABLE_ONLY)
    return()
  endif()
  if(BITPLANE_IS_X86)
    target_sources(${target} PRIVATE src/kernels/lookup.c src/kernels/lanes.c src/ops/binary_lanes.c)
    bitplane_add_kernel_folder(${target} ssse3 "${operations};lanes;${fgemm}" -mssse3)
    bitplane_add_kernel_folder(${target} popcnt bgemm -mpopcnt)
    bitplane_add_kernel_folder(${target} avx2 "${operations};bgemm_lookup;lanes;floats;${fgemm}" -mavx2)
    # Each file has the flags of what kernels.inc asks for, and no more: the compiler may use all of them.
    bitplane_add_kernel_folder(${target} avx512 bgemm -mavx512f -mavx512bw -mavx512bitalg)
    bitplane_add_kernel_folder(${target} avx512 "bgemm_lookup;threshold;${fgemm}" -mavx512f -mavx512bw)
    bitplane_add_kernel_folder(${target} avx512 igemm -mavx512f -mavx512bw -mavx512vnni)
  elseif(BITPLANE_IS_A64)
    target_sources(${target} PRIVATE src/kernels/lookup.c)
    bitplane_add_kernel_folder(${target} neon "${operations};bgemm_lookup;${fgemm}")
    # For gcc the file says it itself: -march would contradict another project's -mcpu. zig knows no -march.
    bitplane_add_kernel_folder(${target} neon igemm_dotprod $<$<NOT:$<C_COMPILER_ID:GNU>>:-mcpu=generic+dotprod>)
    if(UNIX)  # which has clock_gettime
      target_sources(${target} PRIVATE src/kernels/neon/choice_neon.c)
      # It asks for POSIX, which it has to do before any header.
      set_source_files_properties(src/kernels/neon/choice_neon.c PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
      target_compile_definitions(${target} PRIVATE BITPLANE_HAVE_CHOICE=1)
    endif()
  elseif(BITPLANE_IS_A32)
    bitplane_add_kernel_folder(${target} neon "${operations}" -mfpu=neon)
  elseif(BITPLANE_IS_SIMD128)
    target_sources(${target} PRIVATE src/kernels/lookup.c src/kernels/lanes.c src/ops/binary_lanes.c)
    bitplane_add_kernel_folder(${target} simd128 "${operations};lanes;${fgemm}")
  elseif(BITPLANE_IS_RV64)
    bitplane_find_rvv(flag found)
    if(found)
      bitplane_add_kernel_folder(${target} rvv "${operations}" -fomit-frame-pointer ${flag})
    else()
      message(STATUS "No kernels of RISC-V vectors: ${CMAKE_C_COMPILER} has no intrinsics for them (gcc 13, clang 16 and zig do)")
    endif()
  endif()
endfunction()

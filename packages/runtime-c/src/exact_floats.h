// Stops a build whose float arithmetic would give different bits: every operation is rounded once, to float, in the
// order written, and zeros keep their signs (docs/bits.md). Compilers do not reveal -ffp-contract=fast, and clang and
// gcc before 12 no part of -ffast-math but -ffinite-math-only: CMake passes flags that undo all of them.
#ifndef BITPLANE_EXACT_FLOATS_H_
#define BITPLANE_EXACT_FLOATS_H_

#include <float.h>

#if defined(__FAST_MATH__) || defined(_M_FP_FAST)
#error \
    "bitplane gives different bits with -ffast-math, -Ofast or /fp:fast: compile its files with -fno-fast-math or /fp:precise after them"
#elif defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#error "bitplane gives different bits with -ffinite-math-only: compile its files with -fno-finite-math-only after it"
#elif defined(__ASSOCIATIVE_MATH__)
#error "bitplane gives different bits with -fassociative-math or -funsafe-math-optimizations: compile its files without"
#elif defined(__RECIPROCAL_MATH__)
#error "bitplane gives different bits with -freciprocal-math or -funsafe-math-optimizations: compile its files without"
#elif defined(__NO_SIGNED_ZEROS__)
#error "bitplane gives different bits with -fno-signed-zeros: compile its files with -fsigned-zeros after it"
#elif defined(_M_FP_CONTRACT)
#error "bitplane gives different bits with /fp:contract: compile its files without"
#endif

// clang fuses multiply and add by default, and the pragma stops it; gcc, which does not know the pragma, fuses only
// outside of -std=c11 or where -ffp-contract=fast asks for it.
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

// 16: only half floats are evaluated as floats.
_Static_assert(FLT_EVAL_METHOD == 0 || FLT_EVAL_METHOD == 16,
               "float expressions must be evaluated in float: on 32-bit x86 build with -msse2 -mfpmath=sse");
_Static_assert(sizeof(float) == 4 && FLT_RADIX == 2 && FLT_MANT_DIG == 24, "float must be IEEE 754 binary32");

#endif

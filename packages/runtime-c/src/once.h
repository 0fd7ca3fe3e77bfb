// Marks functions that run once per model, not per image: compilers optimize them for size and keep them apart from hot
// code.
#ifndef BITPLANE_ONCE_H_
#define BITPLANE_ONCE_H_

#if defined(__GNUC__)
#define BITPLANE_ONCE __attribute__((cold))
#else
#define BITPLANE_ONCE
#endif

#endif

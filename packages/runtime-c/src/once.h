// Marks what runs once for a model, not for every image: compilers make it small and put it apart from what is hot.
#ifndef BITPLANE_ONCE_H_
#define BITPLANE_ONCE_H_

#if defined(__GNUC__)
#define BITPLANE_ONCE __attribute__((cold))
#else
#define BITPLANE_ONCE
#endif

#endif

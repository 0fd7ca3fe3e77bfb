// What a kernel could reach if only the ports of this CPU held it back.
#ifndef BITPLANE_BENCH_BOUND_H_
#define BITPLANE_BENCH_BOUND_H_

// Returns the products per cycle of the inner loop of the named kernel, with this CPU's measured rate of its additions;
// 0 where neither is known.
double port_bound(const char* kernel, double gigahertz);

#endif

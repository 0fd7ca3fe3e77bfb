// What a kernel could reach if only the ports of this CPU held it back.
#ifndef BITPLANE_BENCH_BOUND_H_
#define BITPLANE_BENCH_BOUND_H_

// Products a cycle of the inner loop of that name's kernel, with this CPU's measured rate of its additions; 0 where
// neither is known.
double port_bound(const char* kernel, double gigahertz);

#endif

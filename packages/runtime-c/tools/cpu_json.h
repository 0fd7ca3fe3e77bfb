#ifndef BITPLANE_TOOLS_CPU_JSON_H_
#define BITPLANE_TOOLS_CPU_JSON_H_

// The CPU as an object: its architecture, its features, those in use, BITPLANE_CPU or null ("forced"), and how the
// bgemm kernel was chosen or, where there is nothing to choose, null:
//   "choice":{"by":"cpu-part"}, {"by":"mask"} or {"by":"measured","lookup_ns":5210,"count_ns":6380}
void print_json_cpu(void);

#endif

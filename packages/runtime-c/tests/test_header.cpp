// The public header in C++: it compiles, and its functions link.
#include <bitplane/bitplane.h>

#include <cstdio>

int main() {
  bitplane_model model;
  const bool rejects = bitplane_model_load(nullptr, 0, &model) == BITPLANE_NULL_ARGUMENT;
  std::printf("%d passed, %d failed\n", rejects ? 1 : 0, rejects ? 0 : 1);
  return rejects ? 0 : 1;
}

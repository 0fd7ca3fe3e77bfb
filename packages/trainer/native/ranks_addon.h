#pragma once

#include <node_api.h>

namespace bitplane {

/** Adds the functions of ranks_addon.cc, which open Open MPI when `join` is called. */
void exportRanks(napi_env env, napi_value exports);

}  // namespace bitplane

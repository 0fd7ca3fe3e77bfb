// Sums of what several ranks have, in their order.
#pragma once

#include <node_api.h>

namespace bitplane {

/** Adds the function addInOrder to the addon's exports. */
void exportAddInOrder(napi_env env, napi_value exports);

}  // namespace bitplane

// Every op of this library. One file an op (or an op and its gradient) defines it; addon.cc registers all.
#pragma once

#include "op.h"

namespace bitplane {

OpDefinition maxPoolOp();
OpDefinition maxPoolGradientOp();
OpDefinition signsOp();
OpDefinition signConv2DOp();
OpDefinition signConv2DFilterGradientOp();
OpDefinition signConv2DInputGradientOp();

}  // namespace bitplane

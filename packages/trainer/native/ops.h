// Every op of this library. One file an op (or an op and its gradient) defines it; addon.cc registers all.
#pragma once

#include "op.h"

namespace bitplane {

OpDefinition adamOp();
OpDefinition addOp();
OpDefinition addRowOp();
OpDefinition approxSignGradientOp();
OpDefinition batchNormOp();
OpDefinition batchNormGradientOp();
OpDefinition batchNormMomentsOp();
OpDefinition batchNormApplyOp();
OpDefinition batchNormSumsOp();
OpDefinition batchNormInputGradientOp();
OpDefinition biasPreluOp();
OpDefinition biasPreluGradientOp();
OpDefinition biasReluOp();
OpDefinition biasReluGradientOp();
OpDefinition maxPoolOp();
OpDefinition maxPoolGradientOp();
OpDefinition narrowConv2DFilterGradientOp();
OpDefinition normPreluOp();
OpDefinition normPreluGradientOp();
OpDefinition preluOp();
OpDefinition preluGradientOp();
OpDefinition reluOp();
OpDefinition reluGradientOp();
OpDefinition signConv2DOp();
OpDefinition signConv2DFilterGradientOp();
OpDefinition signConv2DInputGradientOp();
OpDefinition signsOp();
OpDefinition sumRowsOp();
OpDefinition windowGradientOp();

}  // namespace bitplane

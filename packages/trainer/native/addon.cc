// The library as an addon of Node: loading it, after TensorFlow.js's own addon, registers the ops. What it exports is
// the way to other ranks.
#include <node_api.h>

#include "add_in_order.h"
#include "ops.h"
#include "ranks_addon.h"

namespace bitplane {
namespace {

/** TensorFlow rejects an op that it knows, and Jest loads the addon anew for every test file. */
std::string registerAll() {
  for (const OpDefinition& op : {adamOp(),
                                 addOp(),
                                 addRowOp(),
                                 approxSignGradientOp(),
                                 batchNormOp(),
                                 batchNormGradientOp(),
                                 batchNormMomentsOp(),
                                 batchNormApplyOp(),
                                 batchNormSumsOp(),
                                 batchNormInputGradientOp(),
                                 biasPreluOp(),
                                 biasPreluGradientOp(),
                                 biasReluOp(),
                                 biasReluGradientOp(),
                                 maxPoolOp(),
                                 maxPoolGradientOp(),
                                 narrowConv2DFilterGradientOp(),
                                 normPreluOp(),
                                 normPreluGradientOp(),
                                 preluOp(),
                                 preluGradientOp(),
                                 reluOp(),
                                 reluGradientOp(),
                                 signConv2DOp(),
                                 signConv2DFilterGradientOp(),
                                 signConv2DInputGradientOp(),
                                 signsOp(),
                                 sumRowsOp(),
                                 windowGradientOp()}) {
    const std::string failure = registerOp(op);
    if (!failure.empty()) return failure;
  }
  return "";
}

}  // namespace
}  // namespace bitplane

NAPI_MODULE_INIT() {
  static const std::string failure = bitplane::registerAll();
  if (!failure.empty()) napi_throw_error(env, nullptr, failure.c_str());
  bitplane::exportRanks(env, exports);
  bitplane::exportAddInOrder(env, exports);
  return exports;
}

#include "add_in_order.h"

#include <algorithm>
#include <vector>

namespace bitplane {
namespace {

/** The sums of a block stay in the innermost cache while one part after the other is added. */
constexpr size_t kBlock = 2048;

struct Floats {
  float* data;
  size_t length;
};

Floats floatsOf(napi_env env, napi_value value) {
  size_t length = 0;
  void* data = nullptr;
  napi_typedarray_type type;
  napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr);
  return {static_cast<float*>(data), length};
}

/** sums[begin … end − 1] of all parts; `sums` may be one of them. */
void addBlock(const std::vector<const float*>& parts, float* sums, size_t begin, size_t end) {
  double totals[kBlock] = {};
  for (const float* part : parts) {
    for (size_t i = begin; i < end; i++) totals[i - begin] += static_cast<double>(part[i]);
  }
  for (size_t i = begin; i < end; i++) sums[i] = static_cast<float>(totals[i - begin]);
}

/** addInOrder(parts, sums): sums[i] ← Σ parts[k][i]. All of them are Float32Arrays of one length. */
napi_value addInOrder(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  size_t count = 2;
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  const Floats sums = floatsOf(env, arguments[1]);
  uint32_t numParts = 0;
  napi_get_array_length(env, arguments[0], &numParts);
  std::vector<const float*> parts(numParts);
  for (uint32_t k = 0; k < numParts; k++) {
    napi_value part;
    napi_get_element(env, arguments[0], k, &part);
    const Floats floats = floatsOf(env, part);
    if (floats.length != sums.length) {
      napi_throw_error(env, nullptr, "addInOrder: expected parts of the sums' length");
      return nullptr;
    }
    parts[k] = floats.data;
  }
  for (size_t begin = 0; begin < sums.length; begin += kBlock) {
    addBlock(parts, sums.data, begin, std::min(sums.length, begin + kBlock));
  }
  return nullptr;
}

}  // namespace

void exportAddInOrder(napi_env env, napi_value exports) {
  napi_value value;
  napi_create_function(env, "addInOrder", NAPI_AUTO_LENGTH, addInOrder, nullptr, &value);
  napi_set_named_property(env, exports, "addInOrder", value);
}

}  // namespace bitplane

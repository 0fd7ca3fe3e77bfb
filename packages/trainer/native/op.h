// What every op needs of TensorFlow's C kernel API: registration, tensors with their sizes, errors.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"

namespace bitplane {

using Shape = std::vector<int64_t>;

/** Elements of dimensions begin … end − 1 (default: all that follow). */
int64_t sizeOf(const Shape& shape, size_t begin = 0, size_t end = SIZE_MAX);

struct Input {
  const float* data;
  Shape shape;
  int64_t size() const { return sizeOf(shape); }
};

/** One execution of an op. Tensors that it hands out live until it ends. */
class Call {
 public:
  Call(TF_OpKernelContext* context, const std::vector<int64_t>& numbers);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /** The op's list of integers; empty where it has none. */
  const std::vector<int64_t>& numbers() const { return numbers_; }
  Input input(int index);
  /** A new float32 tensor, not initialised. */
  float* output(int index, const Shape& shape);
  /** False, and the op fails with this text, where what the caller's code promises does not hold. */
  bool require(bool condition, const char* expected);

 private:
  TF_OpKernelContext* context_;
  TF_Status* status_;
  std::vector<TF_Tensor*> tensors_;
  const std::vector<int64_t>& numbers_;
};

using Compute = void (*)(Call&);

/** All tensors are float32. An op with numNumbers > 0 has one attribute `numbers`, a list of numNumbers integers. */
struct OpDefinition {
  const char* name;
  std::vector<const char*> inputs;
  std::vector<const char*> outputs;
  void* (*create)(TF_OpKernelConstruction*);
  void (*compute)(void*, TF_OpKernelContext*);
};

/** The attribute's values, or null after telling TensorFlow what is wrong. Owned by the caller. */
std::vector<int64_t>* readNumbers(TF_OpKernelConstruction* construction, int numNumbers);

/** TensorFlow hands a kernel no more than what `create` returned, so each op has functions of its own. */
template <Compute body, int numNumbers = 0>
OpDefinition defineOp(const char* name, std::vector<const char*> inputs, std::vector<const char*> outputs) {
  return {name, std::move(inputs), std::move(outputs),
          [](TF_OpKernelConstruction* construction) -> void* { return readNumbers(construction, numNumbers); },
          [](void* numbers, TF_OpKernelContext* context) {
            Call call(context, *static_cast<std::vector<int64_t>*>(numbers));
            body(call);
          }};
}

/** Makes TensorFlow know the op. Returns an empty text, or why it could not. */
std::string registerOp(const OpDefinition& definition);

}  // namespace bitplane

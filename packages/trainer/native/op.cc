#include "op.h"

namespace bitplane {

int64_t sizeOf(const Shape& shape, size_t begin, size_t end) {
  int64_t size = 1;
  for (size_t i = begin; i < shape.size() && i < end; i++) size *= shape[i];
  return size;
}

Call::Call(TF_OpKernelContext* context, const std::vector<int64_t>& numbers)
    : context_(context), status_(TF_NewStatus()), numbers_(numbers) {}

Call::~Call() {
  for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
  TF_DeleteStatus(status_);
}

Input Call::input(int index) {
  TF_Tensor* tensor = nullptr;
  TF_GetInput(context_, index, &tensor, status_);
  tensors_.push_back(tensor);
  Input input{static_cast<const float*>(TF_TensorData(tensor)), {}};
  for (int i = 0; i < TF_NumDims(tensor); i++) input.shape.push_back(TF_Dim(tensor, i));
  return input;
}

float* Call::output(int index, const Shape& shape) {
  TF_Tensor* tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), static_cast<int>(shape.size()),
                                        static_cast<size_t>(sizeOf(shape)) * sizeof(float), status_);
  tensors_.push_back(tensor);
  return static_cast<float*>(TF_TensorData(tensor));
}

bool Call::require(bool condition, const char* expected) {
  if (condition) return true;
  TF_SetStatus(status_, TF_INVALID_ARGUMENT, expected);
  TF_OpKernelContext_Failure(context_, status_);
  return false;
}

std::vector<int64_t>* readNumbers(TF_OpKernelConstruction* construction, int numNumbers) {
  auto* numbers = new std::vector<int64_t>(numNumbers);
  if (numNumbers == 0) return numbers;
  TF_Status* status = TF_NewStatus();
  int32_t length = 0, total = 0;
  TF_OpKernelConstruction_GetAttrSize(construction, "numbers", &length, &total, status);
  if (TF_GetCode(status) == TF_OK && length != numNumbers) {
    TF_SetStatus(status, TF_INVALID_ARGUMENT, "the attribute numbers has another length");
  }
  if (TF_GetCode(status) == TF_OK) {
    TF_OpKernelConstruction_GetAttrInt64List(construction, "numbers", numbers->data(), length, status);
  }
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return numbers;
}

namespace {

void destroy(void* numbers) { delete static_cast<std::vector<int64_t>*>(numbers); }

/** Shapes are known when the op runs; TensorFlow.js builds no graphs that would ask earlier. */
void inferNothing(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

}  // namespace

std::string registerOp(const OpDefinition& definition) {
  TF_Status* status = TF_NewStatus();
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(definition.name);
  for (const char* name : definition.inputs)
    TF_OpDefinitionBuilderAddInput(op, (std::string(name) + ": float").c_str());
  for (const char* name : definition.outputs) {
    TF_OpDefinitionBuilderAddOutput(op, (std::string(name) + ": float").c_str());
  }
  TF_OpDefinitionBuilderAddAttr(op, "numbers: list(int) = []");
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, inferNothing);
  TF_RegisterOpDefinition(op, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_KernelBuilder* kernel =
        TF_NewKernelBuilder(definition.name, "CPU", definition.create, definition.compute, destroy);
    TF_RegisterKernelBuilder(definition.name, kernel, status);
  }
  const std::string failure =
      TF_GetCode(status) == TF_OK ? "" : std::string(definition.name) + ": " + TF_Message(status);
  TF_DeleteStatus(status);
  return failure;
}

}  // namespace bitplane

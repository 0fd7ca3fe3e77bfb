// Numbers of tables' fields in TensorFlow Lite's schema, version 3c (tensorflow/compiler/mlir/lite/schema/schema.fbs,
// Apache-2.0): only those that are read or written. Fields keep their numbers for ever; new ones are added at a table's
// end.

/** Bytes 4 to 7 of every file. */
export const FILE_IDENTIFIER = 'TFL3';

export const MODEL = { operatorCodes: 1, subgraphs: 2, description: 3, buffers: 4 } as const;

export const OPERATOR_CODE = { deprecatedBuiltinCode: 0, customCode: 1, version: 2, builtinCode: 3 } as const;

export const SUBGRAPH = { tensors: 0, inputs: 1, outputs: 2, operators: 3, name: 4 } as const;

export const TENSOR = { shape: 0, type: 1, buffer: 2, name: 3, quantization: 4, isVariable: 5, sparsity: 6 } as const;

export const QUANTIZATION = { scale: 2, zeroPoint: 3, detailsType: 4, dimension: 6 } as const;

export const OPERATOR = {
  opcodeIndex: 0,
  inputs: 1,
  outputs: 2,
  builtinOptionsType: 3,
  builtinOptions: 4,
  customOptions: 5,
  largeCustomOptionsOffset: 9,
  largeCustomOptionsSize: 10,
} as const;

/** offset and size: of data that lie outside of the flatbuffer, in the same file. */
export const BUFFER = { data: 0, offset: 1, size: 2 } as const;

export const CONV_2D_OPTIONS = {
  padding: 0,
  strideWidth: 1,
  strideHeight: 2,
  activation: 3,
  dilationWidth: 4,
  dilationHeight: 5,
} as const;

export const DEPTHWISE_CONV_2D_OPTIONS = {
  padding: 0,
  strideWidth: 1,
  strideHeight: 2,
  activation: 4,
  dilationWidth: 5,
  dilationHeight: 6,
} as const;

export const POOL_2D_OPTIONS = {
  padding: 0,
  strideWidth: 1,
  strideHeight: 2,
  filterWidth: 3,
  filterHeight: 4,
  activation: 5,
} as const;

export const FULLY_CONNECTED_OPTIONS = { activation: 0, weightsFormat: 1, keepNumDims: 2 } as const;

export const CONCATENATION_OPTIONS = { axis: 0, activation: 1 } as const;

/** The same of ADD, SUB, MUL and DIV. */
export const ARITHMETIC_OPTIONS = { activation: 0 } as const;

export const REDUCER_OPTIONS = { keepDims: 0 } as const;

/** Of RESIZE_NEAREST_NEIGHBOR. */
export const RESIZE_OPTIONS = { alignCorners: 0 } as const;

export const LEAKY_RELU_OPTIONS = { alpha: 0 } as const;

/** Which of the tables above an operator's options are. */
export const OPTIONS_TYPE = {
  conv2d: 1,
  depthwiseConv2d: 2,
  pool2d: 5,
  add: 11,
  reshape: 17,
  mul: 21,
  pad: 22,
} as const;

/** In the order of their codes. */
export const TENSOR_TYPES = [
  ...['FLOAT32', 'FLOAT16', 'INT32', 'UINT8', 'INT64', 'STRING', 'BOOL', 'INT16', 'COMPLEX64', 'INT8', 'FLOAT64'],
  ...['COMPLEX128', 'UINT64', 'RESOURCE', 'VARIANT', 'UINT32', 'UINT16', 'INT4', 'BFLOAT16'],
] as const;

export const PADDINGS = ['SAME', 'VALID'] as const;

export const ACTIVATIONS = ['NONE', 'RELU', 'RELU_N1_TO_1', 'RELU6', 'TANH', 'SIGN_BIT'] as const;

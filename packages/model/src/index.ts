// Everything that the other packages may use.
export { packBits, packedRowNbytes, unpackBits } from './bits';
export { modelBytes, paddingAdvice, type LayerBytes, type ModelBytes } from './blob/account';
export { makeGolden, type Golden, type NamedType } from './blob/golden';
export { readGolden, writeGolden } from './blob/golden-file';
export { listSections, sectionValues, type ListedSection, type SectionValues } from './blob/list-sections';
export { readModel } from './blob/read';
export { storedElements } from './blob/records';
export { tensorBytes, tensorFrom, type StoredTensor, type StoredType } from './blob/tensor-bytes';
export { writeModel } from './blob/write';
export { readDataRecord, type DataRecord } from './data-record';
export { BitplaneError, ERROR_CODES, type ErrorCode } from './errors';
export { INPUT, type Layer, type Model } from './graph';
export { inferTypes, modelCost, run, type LayerCost } from './interpreter';
export { kindOf, LAYER_KINDS } from './layers';
export type { Add } from './layers/add';
export { affineLayer, type Affine } from './layers/affine';
export { averagePoolLayer, type AveragePool } from './layers/average-pool';
export type { BatchNorm } from './layers/batch-norm';
export type { BinaryConv2D, LatentWeights, SignWeights } from './layers/binary-conv2d';
export type { BitMaxPool } from './layers/bit-max-pool';
export type { Concat } from './layers/concat';
export type { Conv2D } from './layers/conv2d';
export type { Elementwise, Place, ScalarStep } from './layers/elementwise';
export type { FloatElement } from './layers/float-element';
export type { Int8Conv2D } from './layers/int8-conv2d';
export type { Int8Dense } from './layers/int8-dense';
export type { Cost, LayerBase, LayerKind, SumRange, Unfinished } from './layers/layer-kind';
export type { MaxPool } from './layers/max-pool';
export { MOST_INTERVALS, type MultiThreshold } from './layers/multi-threshold';
export type { Normalize } from './layers/normalize';
export type { PlaneSum } from './layers/plane-sum';
export type { PRelu } from './layers/prelu';
export type { Relu } from './layers/relu';
export type { ResidualSign } from './layers/residual-sign';
export type { Sign } from './layers/sign';
export type { Threshold } from './layers/threshold';
export { wholeWindow, type Padding, type Pair, type Window } from './layers/window';
export { quantizeInt8, roundHalfEven, type Int8Weights } from './quantize-int8';
export { seededRandom, type Random } from './random';
export { randomFloatModel } from './random-model/random-float-model';
export { randomImages } from './random-model/random-images';
export { randomModel } from './random-model/random-model';
export { signBit, signBits, signValues } from './signs';
export {
  numElements,
  zeros,
  type ElementType,
  type Shape,
  type Tensor,
  type TensorOf,
  type TensorType,
} from './tensor';

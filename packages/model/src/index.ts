/**
 * What the packages agree on: graph and layers of binary networks, the `.bpm` file, and the interpreter that defines
 * every bit.
 *
 * @module @bitplane/model
 */
export { packBits, packedRowNbytes, unpackBits } from './bits';
export { modelBytes, paddingAdvice, type LayerBytes, type ModelBytes } from './blob/account';
export { makeGolden, type Golden, type NamedType } from './blob/golden';
export { readGolden, writeGolden } from './blob/golden-file';
export { listSections, parameterName, sectionValues, type SectionValues } from './blob/list-sections';
export { readModel } from './blob/read';
export { storedElements } from './blob/records';
export { tensorBytes, tensorFrom, type StoredTensor, type StoredType } from './blob/tensor-bytes';
export { writeModel, type LayerSection } from './blob/write';
export { byteScale, type ByteRange, type ByteScale } from './byte-range';
export { readDataRecord, type DataRecord } from './data-record';
export { BitplaneError, ERROR_CODES, type ErrorCode } from './errors';
export { INPUT, type Model } from './graph';
export { inferTypes, modelCost, run, type LayerCost } from './interpreter';
export * from './layers';
export type { Elementwise, Place, ScalarStep } from './layers/elementwise';
export type { FloatElement } from './layers/float-element';
export type { Advice, Cost, LayerBase, LayerKind, SumRange, Unfinished } from './layers/layer-kind';
export { wholeWindow, type Padding, type Pair, type Window } from './layers/window';
export { randomFor, randomInteger, shuffledIndices, type KeyedRandom } from './keyed-random';
export { meanBitsMap } from './mean-bits-map';
export { quantizeInt8, roundHalfEven, type Int8Weights } from './quantize-int8';
export { seededRandom, type Random } from './random';
export { randomFloatModel } from './random-model/random-float-model';
export { randomImages } from './random-model/random-images';
export { randomModel } from './random-model/random-model';
export { signBit, signBits, signValues } from './signs';
export {
  describeType,
  numElements,
  zeros,
  type ElementType,
  type Shape,
  type Tensor,
  type TensorOf,
  type TensorType,
} from './tensor';

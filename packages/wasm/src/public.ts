// What both entries export beside `load` and `startWorkers`.
export { BitplaneError, ERROR_CODES, type ErrorCode, type Rejection } from './errors.ts';
export type { LoadOptions } from './loader.ts';
export { hasSimd } from './modules.ts';
export type { Network, Pixels } from './network.ts';
export { unpackBits, type Data, type ElementType, type Step, type Tensor, type TensorType } from './structures.ts';
export type { Workers, WorkersOptions } from './workers.ts';

// The one subgraph of a TensorFlow Lite file as plain data: what `file/` reads and `operators/` lower.
import type { TENSOR_TYPES } from './file/schema';
import type { Table } from './file/table';

export type TensorTypeName = (typeof TENSOR_TYPES)[number];

/** real = scale·(stored − zeroPoint), with a scale for all or for each index of one dimension. */
export interface Quantization {
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  readonly dimension: number;
}

export interface TfliteTensor {
  /** As the converter named it; layers that were fused are listed with ";" between. */
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: TensorTypeName;
  readonly quantization: Quantization | null;
  /** A constant's bytes as the file has them; null where an operator or the user gives the tensor. */
  readonly data: Uint8Array | null;
}

/** The first of the layers that a converter fused: short enough for a table, and what people search for. */
export const shortName = ({ tensors }: TfliteGraph, index: number): string =>
  tensors[index].name.split(';')[0] || `tensor ${index}`;

export interface TfliteOperator {
  /** Its place in the file, from 0 on: what Netron and TensorFlow's analyzer show. */
  readonly index: number;
  /** Of a builtin one its name in the schema; of a custom one its own. */
  readonly kind: string;
  /** Indices of tensors; −1 is one that is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Of a builtin operator; null: all have their defaults. */
  readonly options: Table | null;
  /** Of a custom operator, as flexbuffers. */
  readonly customOptions: Uint8Array;
}

export interface TfliteGraph {
  readonly name: string;
  readonly tensors: readonly TfliteTensor[];
  /** In the order of execution. */
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

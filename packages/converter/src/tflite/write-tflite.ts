// Writes TensorFlow Lite files with the official builders of flatbuffers and flexbuffers.
import { Builder } from 'flatbuffers';
import { encode } from 'flatbuffers/js/flexbuffers';
import { BUILTIN_OPERATORS } from '../importers/tflite/file/builtin-operators';
import {
  BUFFER,
  FILE_IDENTIFIER,
  MODEL,
  OPERATOR,
  OPERATOR_CODE,
  QUANTIZATION,
  SUBGRAPH,
  TENSOR,
  TENSOR_TYPES,
} from '../importers/tflite/file/schema';
import type { TensorTypeName } from '../importers/tflite/graph';

type Numbers = Int8Array | Uint8Array | Int32Array | Float32Array | Uint16Array;

export interface TensorDraft {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: TensorTypeName;
  /** Of a constant. */
  readonly data?: Numbers;
  readonly quantization?: {
    readonly scales: readonly number[];
    readonly zeroPoints: readonly number[];
    readonly dimension?: number;
  };
}

export interface OperatorDraft {
  readonly kind: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Of a builtin operator. */
  readonly options?: readonly OptionDraft[];
  /** Number of the options' table in the schema's union; without it, TensorFlow Lite does not read them. */
  readonly optionsType?: number;
  /** Of a builtin operator: the first version that takes such tensors; default: 1. */
  readonly version?: number;
  /** Of a custom operator. */
  readonly custom?: Readonly<Record<string, number>>;
}

export interface OptionDraft {
  readonly field: number;
  readonly type: 'int8' | 'int32' | 'float32';
  readonly value: number;
}

export interface TfliteFile {
  readonly tensors: readonly TensorDraft[];
  readonly operators: readonly OperatorDraft[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

type WriteField = (builder: Builder) => void;

/** The file's bytes. Codes of operators are written as converters do it: in the old field too, where they fit. */
export function writeTflite(file: TfliteFile): Uint8Array {
  const builder = new Builder(1024);
  const kinds = [...new Set(file.operators.map(({ kind }) => kind))];
  const codes = vectorOf(
    builder,
    kinds.map((kind) => operatorCode(builder, kind, versionOf(file, kind))),
  );
  const data = file.tensors.map((tensor) => tensor.data).filter((values) => values !== undefined);
  const buffers = vectorOf(builder, [table(builder, []), ...data.map((values) => buffer(builder, values))]);
  let next = 1;
  const tensors = vectorOf(
    builder,
    file.tensors.map((tensor) => writeTensor(builder, tensor, tensor.data === undefined ? 0 : next++)),
  );
  const operators = vectorOf(
    builder,
    file.operators.map((operator) => writeOperator(builder, operator, kinds.indexOf(operator.kind))),
  );
  const [inputs, outputs] = [int32s(builder, file.inputs), int32s(builder, file.outputs)];
  const name = builder.createString('main');
  const subgraph = table(builder, [
    offsetField(SUBGRAPH.tensors, tensors),
    offsetField(SUBGRAPH.inputs, inputs),
    offsetField(SUBGRAPH.outputs, outputs),
    offsetField(SUBGRAPH.operators, operators),
    offsetField(SUBGRAPH.name, name),
  ]);
  const subgraphs = vectorOf(builder, [subgraph]);
  const model = table(builder, [
    (each) => each.addFieldInt32(0, 3, 0),
    offsetField(MODEL.operatorCodes, codes),
    offsetField(MODEL.subgraphs, subgraphs),
    offsetField(MODEL.buffers, buffers),
  ]);
  builder.finish(model, FILE_IDENTIFIER);
  return builder.asUint8Array().slice();
}

const versionOf = ({ operators }: TfliteFile, wanted: string): number =>
  operators.find(({ kind }) => kind === wanted)?.version ?? 1;

function operatorCode(builder: Builder, kind: string, version: number): number {
  const builtin = BUILTIN_OPERATORS.indexOf(kind);
  const custom = builtin < 0 ? builder.createString(kind) : null;
  const code = builtin < 0 ? BUILTIN_OPERATORS.indexOf('CUSTOM') : builtin;
  return table(builder, [
    (each) => each.addFieldInt8(OPERATOR_CODE.deprecatedBuiltinCode, Math.min(code, 127), 0),
    (each) => each.addFieldInt32(OPERATOR_CODE.version, version, 1),
    (each) => each.addFieldInt32(OPERATOR_CODE.builtinCode, code, 0),
    ...(custom === null ? [] : [offsetField(OPERATOR_CODE.customCode, custom)]),
  ]);
}

function buffer(builder: Builder, values: Numbers): number {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  builder.startVector(1, bytes.length, 16);
  for (let k = bytes.length - 1; k >= 0; k--) builder.addInt8(bytes[k]);
  return table(builder, [offsetField(BUFFER.data, builder.endVector())]);
}

function writeTensor(builder: Builder, tensor: TensorDraft, bufferIndex: number): number {
  const [dims, name] = [int32s(builder, tensor.dims), builder.createString(tensor.name)];
  const quantization = tensor.quantization === undefined ? null : writeQuantization(builder, tensor.quantization);
  return table(builder, [
    offsetField(TENSOR.shape, dims),
    (each) => each.addFieldInt8(TENSOR.type, TENSOR_TYPES.indexOf(tensor.type), 0),
    (each) => each.addFieldInt32(TENSOR.buffer, bufferIndex, 0),
    offsetField(TENSOR.name, name),
    ...(quantization === null ? [] : [offsetField(TENSOR.quantization, quantization)]),
  ]);
}

function writeQuantization(builder: Builder, quantization: NonNullable<TensorDraft['quantization']>): number {
  const { scales, zeroPoints, dimension = 0 } = quantization;
  builder.startVector(4, scales.length, 4);
  for (const scale of [...scales].reverse()) builder.addFloat32(scale);
  const scaleVector = builder.endVector();
  builder.startVector(8, zeroPoints.length, 8);
  for (const zeroPoint of [...zeroPoints].reverse()) builder.addInt64(BigInt(zeroPoint));
  const zeroPointVector = builder.endVector();
  return table(builder, [
    offsetField(QUANTIZATION.scale, scaleVector),
    offsetField(QUANTIZATION.zeroPoint, zeroPointVector),
    (each) => each.addFieldInt32(QUANTIZATION.dimension, dimension, 0),
  ]);
}

function writeOperator(builder: Builder, operator: OperatorDraft, code: number): number {
  const [inputs, outputs] = [int32s(builder, operator.inputs), int32s(builder, operator.outputs)];
  const options = operator.options && table(builder, operator.options.map(optionField));
  const custom = operator.custom && bytesOf(builder, encode(operator.custom));
  return table(builder, [
    (each) => each.addFieldInt32(OPERATOR.opcodeIndex, code, 0),
    offsetField(OPERATOR.inputs, inputs),
    offsetField(OPERATOR.outputs, outputs),
    (each) => each.addFieldInt8(OPERATOR.builtinOptionsType, operator.optionsType ?? 0, 0),
    ...(options === undefined ? [] : [offsetField(OPERATOR.builtinOptions, options)]),
    ...(custom === undefined ? [] : [offsetField(OPERATOR.customOptions, custom)]),
  ]);
}

/** A default that no option has: one that has its default is not written. */
const NO_DEFAULT = -100;

const optionField = ({ field, type, value }: OptionDraft): WriteField => {
  if (type === 'int8') return (builder) => builder.addFieldInt8(field, value, NO_DEFAULT);
  if (type === 'int32') return (builder) => builder.addFieldInt32(field, value, NO_DEFAULT);
  return (builder) => builder.addFieldFloat32(field, value, NO_DEFAULT);
};

const offsetField =
  (field: number, offset: number): WriteField =>
  (builder) =>
    builder.addFieldOffset(field, offset, 0);

/** The fields, of which none has a number above 16. */
function table(builder: Builder, fields: readonly WriteField[]): number {
  builder.startObject(17);
  for (const field of fields) field(builder);
  return builder.endObject();
}

function vectorOf(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (const offset of [...offsets].reverse()) builder.addOffset(offset);
  return builder.endVector();
}

function int32s(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4);
  for (const value of [...values].reverse()) builder.addInt32(value);
  return builder.endVector();
}

const bytesOf = (builder: Builder, bytes: Uint8Array): number => {
  builder.startVector(1, bytes.length, 1);
  for (const byte of [...bytes].reverse()) builder.addInt8(byte);
  return builder.endVector();
};

// The bytes of a TensorFlow Lite file → its graph.
import { BitplaneError } from '@bitplane/model';
import type { Quantization, TfliteGraph, TfliteOperator, TfliteTensor } from '../graph';
import { BUILTIN_OPERATORS } from './builtin-operators';
import { CheckedBytes } from './checked-bytes';
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
} from './schema';
import { Table } from './table';

/** What TensorFlow Lite's own tensors have at most. */
const MAX_RANK = 8;
/** A name that is longer is cut: converters join those of all layers that they fused. */
const MAX_NAME_NBYTES = 1000;

/** Throws E_FILE for a file that is damaged, has another subgraph than one, or refers to what is not there. */
export function readGraph(file: string, content: Uint8Array): TfliteGraph {
  const fail = (got: string): never => {
    const next = 'convert the network again, or copy the file again';
    throw new BitplaneError('E_FILE', `${file}: expected a whole TensorFlow Lite file, got ${got}; ${next}`);
  };
  const bytes = new CheckedBytes(content, fail);
  if (Buffer.from(content).toString('latin1', 4, 8) !== FILE_IDENTIFIER)
    fail(`one without ${FILE_IDENTIFIER} at byte 4`);
  const model = Table.root(bytes);
  const [subgraph] = model.tables(MODEL.subgraphs);
  if (subgraph === undefined) fail('one without a subgraph');
  const dataOf = bufferReader(bytes, model.tables(MODEL.buffers));
  const tensors = subgraph.tables(SUBGRAPH.tensors).map((table) => readTensor(table, dataOf, fail));
  const codes = model.tables(MODEL.operatorCodes).map(kindOf);
  const operators = subgraph.tables(SUBGRAPH.operators).map((table, index) => readOperator(table, index, bytes, codes));
  const graph = {
    name: nameIn(subgraph, SUBGRAPH.name),
    tensors,
    operators,
    inputs: subgraph.int32s(SUBGRAPH.inputs),
    outputs: subgraph.int32s(SUBGRAPH.outputs),
  };
  requireKnownTensors(graph, fail);
  return graph;
}

/** In one line. */
const nameIn = (table: Table, field: number): string =>
  new TextDecoder().decode(table.uint8s(field).subarray(0, MAX_NAME_NBYTES)).replaceAll(/\p{Cc}/gu, ' ');

type Fail = (got: string) => never;
type DataOf = (buffer: number) => Uint8Array | null;

/** Buffer 0 is that of all tensors that are no constants. */
function bufferReader(bytes: CheckedBytes, buffers: readonly Table[]): DataOf {
  return (index) => {
    if (index === 0) return null;
    const buffer = buffers.at(index);
    if (buffer === undefined) bytes.fail(`one that refers to buffer ${index}, of ${buffers.length}`);
    const inside = buffer.uint8s(BUFFER.data);
    const data = inside.length > 0 ? inside : outside(bytes, buffer.uint64(BUFFER.offset), buffer.uint64(BUFFER.size));
    return data.length === 0 ? null : data;
  };
}

/** Files above 2 GB keep their data after the flatbuffer. The schema says that an offset below 2 is none. */
const outside = (bytes: CheckedBytes, offset: number, size: number): Uint8Array =>
  offset < 2 ? new Uint8Array(0) : bytes.slice(offset, size);

function readTensor(table: Table, dataOf: DataOf, fail: Fail): TfliteTensor {
  const name = nameIn(table, TENSOR.name);
  const dims = table.int32s(TENSOR.shape);
  if (dims.length > MAX_RANK) fail(`tensor ${name} of ${dims.length} dimensions`);
  const code = table.int8(TENSOR.type);
  const type = TENSOR_TYPES.at(code);
  if (code < 0 || type === undefined) fail(`tensor ${name} of the unknown type ${code}`);
  if (table.has(TENSOR.sparsity)) fail(`tensor ${name} in sparse form, which is not supported`);
  return {
    name,
    dims,
    type,
    quantization: readQuantization(table.table(TENSOR.quantization)),
    // A variable has a first value, which operators change.
    data: table.boolean(TENSOR.isVariable) ? null : dataOf(table.uint32(TENSOR.buffer)),
  };
}

function readQuantization(table: Table | null): Quantization | null {
  const scales = table?.float32s(QUANTIZATION.scale) ?? [];
  if (table === null || scales.length === 0) return null;
  return {
    scales,
    zeroPoints: table.int64s(QUANTIZATION.zeroPoint),
    dimension: table.int32(QUANTIZATION.dimension),
  };
}

/** Codes above 127 have a field of their own; files from before have only the old one. */
function kindOf(code: Table): string {
  const builtin = Math.max(code.int8(OPERATOR_CODE.deprecatedBuiltinCode), code.int32(OPERATOR_CODE.builtinCode));
  const kind = BUILTIN_OPERATORS[builtin] ?? `builtin operator ${builtin}`;
  return kind === 'CUSTOM' ? nameIn(code, OPERATOR_CODE.customCode) : kind;
}

function readOperator(table: Table, index: number, bytes: CheckedBytes, codes: readonly string[]): TfliteOperator {
  const code = table.uint32(OPERATOR.opcodeIndex);
  if (code >= codes.length) bytes.fail(`operator ${index} with operator code ${code}, of ${codes.length}`);
  const large = outside(
    bytes,
    table.uint64(OPERATOR.largeCustomOptionsOffset),
    table.uint64(OPERATOR.largeCustomOptionsSize),
  );
  return {
    index,
    kind: codes[code],
    inputs: table.int32s(OPERATOR.inputs),
    outputs: table.int32s(OPERATOR.outputs),
    options: table.table(OPERATOR.builtinOptions),
    customOptions: large.length > 0 ? large : table.uint8s(OPERATOR.customOptions),
  };
}

function requireKnownTensors({ tensors, operators, inputs, outputs }: TfliteGraph, fail: Fail): void {
  const isKnown = (index: number): boolean => index >= 0 && index < tensors.length;
  const unknown = [...inputs, ...outputs].find((index) => !isKnown(index));
  if (unknown !== undefined) fail(`a network with tensor ${unknown} as input or output, of ${tensors.length}`);
  for (const operator of operators) {
    const wrong =
      operator.inputs.find((index) => index !== -1 && !isKnown(index)) ??
      operator.outputs.find((index) => !isKnown(index));
    if (wrong !== undefined) fail(`operator ${operator.index} with tensor ${wrong}, of ${tensors.length}`);
  }
}

// Bytes out of numbers, and numbers out of bytes.
import { NUM_BYTES, type ByteTable, type Quantize } from '@bitplane/model';
import { ElementCode } from '../../graph-builder';
import type { Value } from '../../nodes/onnx-node';
import type { AddQonnxNodes } from '../qonnx-node';
import type { ShapedScope } from '../shaped-scope';
import { imageDims } from '../step-signs';

/** QuantizeLinear, then DequantizeLinear with scale 1: the bytes as float32. */
export const addQuantize: AddQonnxNodes<Quantize> = (scope, { scale, zeroPoints }, [input]) => {
  const { channels } = input;
  const quantizer = [scope.constant('scale', Float32Array.from(scale)), scope.constant('zero-points', zeroPoints)];
  const bytes = scope.shaped(imageDims(input), 'uint8');
  const codes = bytes.node('QuantizeLinear', [input.name, ...quantizer], 'codes', { axis: 1 });
  const identity = [scope.constant('ones', new Float32Array(channels).fill(1))];
  scope.output('DequantizeLinear', [codes, ...identity], { axis: 1 });
  return 255;
};

/**
 * What FINN and hls4ml know, where that is exactly the table: MultiThreshold for bytes that only rise, Mul or Div and
 * Add for numbers. Else Gather.
 */
export const addByteTable: AddQonnxNodes<ByteTable> = (scope, { table, element }, [input]) => {
  const rows = Array.from({ length: table.length / NUM_BYTES }, (_, c) =>
    Float32Array.from(table.subarray(c * NUM_BYTES, (c + 1) * NUM_BYTES)),
  );
  const rises = rows.every((row) => row.every((y, u) => u === 0 || y >= row[u - 1]));
  const lines = linesOf(rows);
  if (element === 'uint8' && rises) addStaircase(scope, rows, input.name);
  else if (lines !== null) addLines(scope, lines, input);
  else addGather(scope, rows, input);
  return element === 'uint8' ? 255 : Infinity;
};

/** y is the number of steps up to u, on a base; a high step is several at one place. */
function addStaircase(scope: ShapedScope, rows: readonly Float32Array[], input: string): void {
  const base = Math.min(...rows.map(([first]) => first));
  const steps = rows.map((row) =>
    Array.from(row).flatMap((y, u) => new Array<number>(y - (u === 0 ? base : row[u - 1])).fill(u)),
  );
  const width = Math.max(1, ...steps.map(({ length }) => length));
  // Steps that are missing lie above all bytes.
  const all = steps.flatMap((row) => [...row, ...new Array<number>(width - row.length).fill(NUM_BYTES)]);
  const thresholds = scope.constant('thresholds', Float32Array.from(all), [rows.length, width]);
  const attributes = { out_scale: { float: 1 }, out_bias: { float: base }, out_dtype: 'UINT8', data_layout: 'NCHW' };
  scope.output('MultiThreshold', [input, thresholds], attributes);
}

/** y = u·operand + offset, or u / operand + offset, of each row. */
interface Lines {
  readonly op: 'Mul' | 'Div';
  readonly operands: Float32Array;
  readonly offsets: Float32Array;
}

/** Null where neither gives exactly the tables, rounded to float32 after each operation. */
function linesOf(rows: readonly Float32Array[]): Lines | null {
  const offsets = Float32Array.from(rows, (row) => row[0]);
  const height = (row: Float32Array): number => row[NUM_BYTES - 1] - row[0];
  const candidates: Lines[] = [
    { op: 'Mul', operands: Float32Array.from(rows, (row) => height(row) / 255), offsets },
    { op: 'Div', operands: Float32Array.from(rows, (row) => 255 / height(row)), offsets },
  ];
  const valueOf = ({ op, operands, offsets: from }: Lines, c: number, u: number): number =>
    Math.fround(Math.fround(op === 'Mul' ? u * operands[c] : u / operands[c]) + from[c]);
  const areExact = (lines: Lines): boolean =>
    lines.operands.every(Number.isFinite) && rows.every((row, c) => row.every((y, u) => valueOf(lines, c, u) === y));
  return candidates.find(areExact) ?? null;
}

function addLines(scope: ShapedScope, { op, operands, offsets }: Lines, { name, channels }: Value): void {
  const perChannel = (label: string, values: Float32Array): string =>
    scope.perChannel(label, values.length === 1 ? new Float32Array(channels).fill(values[0]) : values);
  let x = scope.node(op, [name, perChannel('scale', operands)], 'scaled');
  if (offsets.some((offset) => offset !== 0)) x = scope.node('Add', [x, perChannel('offset', offsets)], 'shifted');
  scope.finish(x);
}

function addGather(scope: ShapedScope, rows: readonly Float32Array[], input: Value): void {
  const integers = scope.shaped(imageDims(input), 'int32');
  let index = integers.node('Cast', [input.name], 'bytes', { to: ElementCode.int32 });
  if (rows.length > 1) {
    const starts = Int32Array.from(rows, (_, c) => c * NUM_BYTES);
    index = integers.node('Add', [index, scope.constant('tables', starts, [1, rows.length, 1, 1])], 'places');
  }
  const table = scope.constant('table', Float32Array.from(rows.flatMap((row) => [...row])));
  scope.output('Gather', [table, index], { axis: 0 });
}

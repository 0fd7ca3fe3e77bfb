// A .bpm file laid out from records, whatever they say: what no writer makes.
import { crc32 } from 'node:zlib';

const NONE = 0xffffffff;

export interface RawLayer {
  readonly kind: number;
  readonly inputs: readonly number[];
  readonly attributes?: readonly number[];
  /** Numbers of parameters, counted from 0. */
  readonly parameters?: readonly number[];
  /** Element type, height, width, channels of what it makes. */
  readonly output: readonly [number, number, number, number];
  /** "layer-NUMBER" unless given. */
  readonly name?: string;
}

export interface RawModel {
  readonly version: 2 | 3;
  readonly image: readonly [number, number, number];
  readonly layers: readonly RawLayer[];
  readonly parameters: readonly { readonly type: number; readonly bytes: Uint8Array }[];
}

export function rawModel({ version, image, layers, parameters }: RawModel): Uint8Array {
  const names = ['raw', ...layers.map(({ name }, k) => name ?? `layer-${k + 1}`)].map((name) =>
    Buffer.from(`${name}\0`),
  );
  const places = names.map((_, k) => Buffer.concat(names.slice(0, k)).length);
  const tensors = [[0, ...image], ...layers.map(({ output }) => output)];
  const records = layers.map((layer, k) => recordOf(layer, places[k + 1], k + 1));
  const sections = [
    { type: 1, bytes: Buffer.concat(names) },
    { type: 2, bytes: numbers(tensors.flat()) },
    { type: 3, bytes: numbers(records.flat()) },
    ...parameters,
  ];
  const pieces = [Buffer.alloc(64 + 24 * sections.length)];
  let end = pieces[0].length;
  sections.forEach(({ type, bytes }, k) => {
    const start = Math.ceil(end / 64) * 64;
    numbers([type, 0, start, 0, bytes.length, 0]).copy(pieces[0], 64 + 24 * k);
    pieces.push(Buffer.alloc(start - end), Buffer.from(bytes));
    end = start + bytes.length;
  });
  Buffer.from('\x89BPM\r\n\x1a\n', 'latin1').copy(pieces[0]);
  numbers([version, 0, end, 0, sections.length, tensors.length, layers.length, 0]).copy(pieces[0], 8);
  pieces[0].writeUInt32LE(crc32(Buffer.concat(pieces)), 12);
  return Buffer.concat(pieces);
}

function recordOf(
  { kind, inputs, attributes = [], parameters = [] }: RawLayer,
  name: number,
  output: number,
): number[] {
  const record = new Array<number>(32).fill(NONE);
  record.splice(0, 3, kind, name, inputs.length);
  record.splice(3, inputs.length, ...inputs);
  record[5] = output;
  record.fill(0, 6, 22);
  record.splice(6, attributes.length, ...attributes);
  record.splice(22, parameters.length, ...parameters.map((index) => 3 + index));
  return record;
}

const numbers = (values: readonly number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);

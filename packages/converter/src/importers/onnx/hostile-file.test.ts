// Files that are damaged, foreign or made to harm: one error with a code, and bounded work.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BitplaneError, seededRandom } from '@bitplane/model';
import { importNetwork } from '..';
import { errorLike } from '@bitplane/cli/test-support';
import { OnnxDraft, tensorProto } from '../../test-support/onnx-draft';
import { encodeModelProto } from './proto/encode';

let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'bitplane-hostile-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const read = (bytes: Uint8Array): unknown => {
  const path = join(folder, 'network.onnx');
  writeFileSync(path, bytes);
  return importNetwork(path, { input: 'u8/255' });
};

const WEIGHTS = Float32Array.from({ length: 4 * 3 * 9 }, (_, k) => Math.sin(k));

/** One convolution and a global mean. */
function sound(draft = new OnnxDraft()): { draft: OnnxDraft; output: string } {
  const conv = draft.node('Conv', ['x', draft.constant([4, 3, 3, 3], WEIGHTS)]);
  return { draft, output: draft.node('Flatten', [draft.node('GlobalAveragePool', [conv])]) };
}

type Message = ReturnType<OnnxDraft['toMessage']>;

/** A sound file, changed. */
function changed(change: (message: Message, weights: Record<string, unknown>) => void): Uint8Array {
  const { draft, output } = sound();
  const message = draft.toMessage(output);
  change(message, (message.graph.initializer as Record<string, unknown>[])[0]);
  return encodeModelProto(message);
}

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
const field = (number: number, bytes: Uint8Array): Uint8Array =>
  Uint8Array.from([number * 8 + 2, ...varint(bytes.length), ...bytes]);
const version = Uint8Array.of(8, 8);
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

const nestedGraphs = (depth: number): Uint8Array => {
  let graph: Uint8Array = new Uint8Array();
  for (let k = 0; k < depth; k++) graph = field(1, field(5, field(6, graph)));
  return joined(version, field(7, graph));
};

test('the file without any change is read', () => {
  expect(() => read(changed(() => undefined))).not.toThrow();
});

test.each<[string, () => Uint8Array, RegExp]>([
  ['nothing', () => new Uint8Array(), /IR version 3 to 14/],
  ['text', () => new TextEncoder().encode('hello world'), /byte \d+: expected/],
  [
    'a field of 2 GB in 1 kB',
    () => joined(version, Uint8Array.of(58, 255, 255, 255, 255, 7), new Uint8Array(1000)),
    /at most 1000 bytes in a field, got 2147483647/,
  ],
  ['a varint without end', () => joined(version, new Uint8Array(1000).fill(255)), /at most 10 bytes/],
  ['nesting', () => nestedGraphs(200), /nested at most 24 deep/],
  [
    'a million empty nodes',
    () =>
      joined(
        version,
        Uint8Array.of(58, ...varint(3e6)),
        Uint8Array.from({ length: 3e6 }, (_, k) => (k % 2 === 0 ? 10 : 0)),
      ),
    /at most 1048576 fields/,
  ],
  ['IR version 15', () => changed((message) => (message.irVersion = 15)), /IR version 3 to 14, got 15/],
  ['opset 8', () => changed((message) => (message.opsetImport[0].version = 8)), /opset 9 to 28, got 8/],
  ['no opset', () => changed((message) => (message.opsetImport = [])), /an opset of the standard operators/],
  ['functions of its own', () => changed((message) => (message.functions = [{ name: 'Sign' }])), /without functions/],
  ['no nodes', () => changed(({ graph }) => (graph.node = [])), /graph with nodes/],
  [
    'dims whose product wraps',
    () => changed((_, weights) => (weights.dims = [2 ** 31, 2 ** 31, 4, 4])),
    /at most 268435456 elements/,
  ],
  ['dims below 0', () => changed((_, weights) => (weights.dims = [-4, -3, 3, 3])), /dims of 0 or more, got -4/],
  [
    'dims that its data do not fill',
    () => changed((_, weights) => (weights.dims = [4, 3, 3, 4])),
    /432 bytes|576 bytes of raw_data/,
  ],
  ['an element type that is none', () => changed((_, weights) => (weights.dataType = 99)), /element type/],
  [
    'a tensor that nobody makes',
    () => changed(({ graph }) => (graph.node = [{ opType: 'Relu', input: ['z'], output: [outputName(graph)] }])),
    /a node that makes the tensor "z"/,
  ],
  [
    'a cycle',
    () =>
      changed(
        ({ graph }) =>
          (graph.node = [
            { opType: 'Add', input: ['x', 'b'], output: ['a'] },
            { opType: 'Relu', input: ['a'], output: ['b'] },
            { opType: 'Relu', input: ['b'], output: [outputName(graph)] },
          ]),
      ),
    /cycle through/,
  ],
  [
    'two nodes that make one tensor',
    () => changed(({ graph }) => (graph.node = [...(graph.node as object[]), ...(graph.node as object[])])),
    /to be made once/,
  ],
])('%s', (_, make, message) => {
  expect(() => read(make())).toThrow(errorLike('E_FILE', message));
});

const outputName = (graph: Message['graph']): string => (graph.output as { name: string }[])[0].name;

test.each([NaN, Infinity])('weights of %p', (value) => {
  const weights = WEIGHTS.slice();
  weights[40] = value;
  const bytes = changed((_, tensor) =>
    Object.assign(tensor, tensorProto(tensor.name as string, [4, 3, 3, 3], weights, 'float32')),
  );
  expect(() => read(bytes)).toThrow(errorLike('E_VALUE', /node node0 \(Conv\): expected finite numbers .* at \[40\]/));
});

describe('constants that a small file asks for', () => {
  const asked = (build: (draft: OnnxDraft) => string): Uint8Array => {
    const draft = new OnnxDraft();
    return draft.toBytes(draft.node('Add', ['x', build(draft)]));
  };

  test('one that is too large', () => {
    const bytes = asked((draft) => draft.node('ConstantOfShape', [draft.constant([2], [60000, 60000], 'int64')]));
    expect(() => read(bytes)).toThrow(errorLike('E_LAYER', /at most 16777216 elements, got 60000×60000/));
  });

  test('one that doubles, time after time', () => {
    const bytes = asked((draft) => {
      let tensor = draft.constant([1024], new Float32Array(1024));
      for (let k = 0; k < 40; k++) tensor = draft.node('Concat', [tensor, tensor], { axis: 0 });
      return tensor;
    });
    expect(() => read(bytes)).toThrow(errorLike('E_LAYER', /at most \d+ elements/));
  });

  test('many large ones', () => {
    const bytes = asked((draft) => {
      const large = (): string => draft.node('ConstantOfShape', [draft.constant([1], [2 ** 24], 'int64')]);
      return [large(), large(), large(), large()].reduce((sum, next) => draft.node('Add', [sum, next]));
    });
    expect(() => read(bytes)).toThrow(errorLike('E_LAYER', /elements in all computed constants/));
  });
});

describe('external data', () => {
  const external = (entries: Record<string, string>): Uint8Array =>
    changed((_, weights) => {
      delete weights.rawData;
      weights.dataLocation = 1;
      weights.externalData = Object.entries(entries).map(([key, value]) => ({ key, value }));
    });

  test('is read from a file beside the model, from its offset on', () => {
    mkdirSync(join(folder, 'weights'));
    writeFileSync(join(folder, 'weights/data'), joined(new Uint8Array(8), new Uint8Array(WEIGHTS.buffer)));
    expect(read(external({ location: 'weights/data', offset: '8', length: '432' }))).toEqual(
      read(changed(() => undefined)),
    );
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['above the folder', { location: '../../etc/hostname' }, /in the folder of the model/],
    ['elsewhere', { location: '/etc/hostname' }, /in the folder of the model/],
    ['nowhere', { location: '' }, /in the folder of the model/],
    ['through a link', { location: 'link' }, /in the folder of the model/],
    [
      'with other attributes',
      { location: 'data', basepath: '/' },
      /location, offset, length, checksum, got "basepath"/,
    ],
    ['beyond the end', { location: 'data', offset: '400' }, /832 bytes in/],
    ['of another length', { location: 'data', length: '4000000000' }, /432 bytes, as its dims say/],
    ['from a place below 0', { location: 'data', offset: '-8' }, /whole offset/],
  ])('%s', (_, entries, message) => {
    symlinkSync('/etc/hostname', join(folder, 'link'));
    writeFileSync(join(folder, 'data'), new Uint8Array(500));
    expect(() => read(external(entries))).toThrow(errorLike('E_FILE', message));
  });

  test('that is not there says what to copy', () => {
    expect(() => read(external({ location: 'data' }))).toThrow(errorLike('E_MISSING_FILE', /copy it beside the model/));
  });
});

test('bytes changed and cut at random: an error with a code, or a network', () => {
  const random = seededRandom(17);
  const bytes = changed(() => undefined);
  for (let k = 0; k < 1500; k++) {
    const mutated = bytes.slice(0, random.chance(0.2) ? random.integer(0, bytes.length) : bytes.length);
    for (let n = random.integer(1, 4); n > 0 && mutated.length > 0; n--)
      mutated[random.integer(0, Math.min(mutated.length - 1, 250))] = random.integer(0, 255);
    try {
      read(mutated);
    } catch (error) {
      expect(error).toBeInstanceOf(BitplaneError);
      expect((error as BitplaneError).message).not.toMatch(/\n/);
    }
  }
});

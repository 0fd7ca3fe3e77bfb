// Every hostile .bpm file, and files that only look like one.
import { DAMAGE, MEANING, STRUCTURE, type Change } from './changes';
import { ModelDraft } from './model-draft';
import { rawModel, type RawLayer } from './raw-model';
import { SOUND_2, SOUND_3 } from './sound-models';

export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Whoever follows header, table and records has to reject them. */
export const brokenModels = (): NamedFile[] => [
  ...changed(DAMAGE, () => {}),
  ...sealed(STRUCTURE),
  { name: 'more layers than there may be', bytes: rectifiers(1023) },
];

/** Whoever runs them has to reject them too. */
export const illegalModels = (): NamedFile[] => [
  ...sealed(MEANING),
  { name: 'a version that no kind needs', bytes: new ModelDraft(SOUND_2).put(8, 3).seal().bytes },
  { name: 'a name that is too long', bytes: rectifiers(1, 'a'.repeat(1024)) },
  { name: 'an array in each of a hundred layers', bytes: sharedArray(100) },
];

/** No writer makes them, but they do no harm. */
export const oddModels = (): NamedFile[] => [
  { name: 'sound', bytes: new ModelDraft(SOUND_3).bytes },
  { name: 'of the older version', bytes: new ModelDraft(SOUND_2).bytes },
  { name: 'as many layers as there may be', bytes: rectifiers(1022) },
  { name: 'the longest name', bytes: rectifiers(1, 'é'.repeat(511)) },
  { name: 'a name with a replacement character', bytes: rectifiers(1, 'a\ufffd') },
  { name: 'an array in two layers', bytes: sharedArray(2) },
  {
    name: 'a layer that nobody reads',
    bytes: afterTable(
      1,
      [RELU, RELU].map((kind) => ({ kind, inputs: [1] })),
    ),
  },
  { name: 'wide bounds', bytes: wideBounds() },
];

/** Each 32-bit number before the parameters, set to numbers that matter, with the checksum of what is there. */
export function numbersChanged(): NamedFile[] {
  const parameters = new ModelDraft(SOUND_3).section(3);
  const places = Array.from({ length: (parameters - 24) / 4 }, (_, k) => 24 + 4 * k);
  return [0, 1, 2, 64, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff].flatMap((value) =>
    places.map((at) => ({ name: `${value} at ${at}`, bytes: new ModelDraft(SOUND_3).put(at, value).seal().bytes })),
  );
}

function changed(changes: Readonly<Record<string, Change>>, finish: (draft: ModelDraft) => unknown): NamedFile[] {
  return Object.entries(changes).map(([name, change]) => {
    const draft = new ModelDraft(SOUND_3);
    change(draft);
    finish(draft);
    return { name, bytes: draft.bytes };
  });
}

const sealed = (changes: Readonly<Record<string, Change>>): NamedFile[] => changed(changes, (draft) => draft.seal());

const [BYTE_TABLE, RELU, AFFINE, INT8_CONV2D, THRESHOLD] = [18, 8, 5, 1, 3];
const [BITS, INT32, FLOAT32] = [1, 2, 3];
const [OF_BYTES, OF_INT8, OF_INT32, OF_FLOATS, OF_BITS] = [4, 5, 7, 8, 9];

/** A table of floats, then these layers of as many floats; `array` is parameter 1. */
function afterTable(channels: number, layers: readonly Omit<RawLayer, 'output'>[], array?: Float32Array): Uint8Array {
  const output = [FLOAT32, 1, 1, channels] as const;
  const bytes = (floats: Float32Array) => ({ type: OF_FLOATS, bytes: new Uint8Array(floats.buffer) });
  return rawModel({
    ...{ version: 3, image: [1, 1, channels] },
    layers: [
      { kind: BYTE_TABLE, inputs: [0], parameters: [0], output },
      ...layers.map((layer) => ({ ...layer, output })),
    ],
    parameters: [bytes(new Float32Array(256)), ...(array === undefined ? [] : [bytes(array)])],
  });
}

const rectifiers = (num: number, name?: string): Uint8Array =>
  afterTable(
    1,
    Array.from({ length: num }, (_, k) => ({ kind: RELU, inputs: [k + 1], name })),
  );

function sharedArray(numLayers: number): Uint8Array {
  const channels = 4096;
  const layers = Array.from({ length: numLayers }, (_, k) => ({ kind: AFFINE, inputs: [k + 1], parameters: [1] }));
  return afterTable(channels, layers, new Float32Array(channels));
}

const wideBounds = (): Uint8Array =>
  rawModel({
    ...{ version: 2, image: [1, 1, 1] },
    layers: [
      {
        kind: INT8_CONV2D,
        inputs: [0],
        parameters: [0, 1],
        output: [INT32, 1, 1, 1],
        attributes: [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1],
      },
      { kind: THRESHOLD, inputs: [1], parameters: [2, 2, 3], output: [BITS, 1, 1, 1] },
    ],
    parameters: [
      { type: OF_INT8, bytes: Uint8Array.of(1) },
      { type: OF_BYTES, bytes: Uint8Array.of(0) },
      { type: OF_INT32, bytes: Uint8Array.of(1, 0, 0, 0) },
      { type: OF_BITS, bytes: new Uint8Array(8) },
    ],
  });

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'npyjs';
import { scriptProgram, temporaryFolder } from '@bitplane/cli/test-support';
import { inferTypes, numElements, randomImages, randomModel, run, writeModel, type Model } from '@bitplane/model';
import { runConverter } from '../commands';
import { npyBytes } from './npy';

const hasBits = (model: Model): boolean => [...inferTypes(model).values()].some(({ element }) => element === 'bits');
const model = Array.from({ length: 20 }, (_, seed) => randomModel(seed)).find(hasBits)!;
const images = randomImages(model, 3, 5);
const { height, width, channels } = model.input;
const expected = images.flatMap((image) => [...run(model, image).data]);
const environment = { ...process.env };

let folder: string;
const path = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(path('model.bpm'), writeModel(model));
  writeFileSync(path('images.npy'), npyBytes(nhwc(), [images.length, height, width, channels]));
  jest.spyOn(console, 'log').mockImplementation(() => {});
});

afterEach(() => {
  process.env = { ...environment };
  jest.restoreAllMocks();
});

const nhwc = (): Uint8Array => Uint8Array.from(images.flatMap(({ data }) => [...data]));

const start = (...more: string[]): Promise<void> =>
  runConverter(['run', '--model', path('model.bpm'), '--images', path('images.npy'), '--out', path('y.npy'), ...more]);

const read = (name: string) => parse(new Uint8Array(readFileSync(path(name))).buffer);

/** Prints these scores for every image, as a program that computes something else would. */
function setProgram(scores: number[]): void {
  const line = JSON.stringify({ logits: scores });
  process.env.BITPLANE_PROGRAM = scriptProgram(folder, images.map(() => `echo '${line}'`).join('\n'));
}

test('writes the scores of the interpreter, float32 [N, classes]', async () => {
  await start('--interpreter');
  const { dtype, shape, data } = read('y.npy');
  expect({ dtype, shape }).toEqual({ dtype: 'f4', shape: [images.length, expected.length / images.length] });
  expect([...(data as Float32Array)]).toEqual(expected);
});

test('takes planes of channels with --layout nchw, and says so where it is missing', async () => {
  const planes = images.flatMap(({ data }) =>
    Array.from({ length: channels }, (_, c) => [...data.filter((_value, k) => k % channels === c)]).flat(),
  );
  writeFileSync(path('images.npy'), npyBytes(Uint8Array.from(planes), [images.length, channels, height, width]));
  await start('--interpreter', '--layout', 'nchw');
  expect([...(read('y.npy').data as Float32Array)]).toEqual(expected);
  await expect(start('--interpreter')).rejects.toMatchObject({
    code: 'E_SHAPE',
    message: expect.stringContaining('--layout nchw') as string,
  });
});

test('writes every layer: signs as +1 and −1', async () => {
  await start('--interpreter', '--layers', path('layers'));
  const files = readdirSync(path('layers')).sort();
  expect(files).toHaveLength(model.layers.length);
  const bits = model.layers.findIndex(({ name }) => inferTypes(model).get(name)!.element === 'bits');
  const signs = read(join('layers', files[bits]));
  expect(signs.dtype).toBe('i1');
  expect(new Set(signs.data as Int8Array)).toEqual(new Set([-1, 1]));
  run(model, images[0], (layer, output) => {
    const array = read(join('layers', files[model.layers.indexOf(layer)]));
    expect(array.shape).toEqual([images.length, output.height, output.width, output.channels]);
    const values = output.element === 'bits' ? [...output.data].map((bit) => 1 - 2 * bit) : [...output.data];
    expect([...(array.data as Float32Array)].slice(0, numElements(output))).toEqual(values);
  });
});

test('hands on what the C program computes, and beside --layers holds it to the interpreter', async () => {
  const scores = Array.from({ length: expected.length / images.length }, (_, k) => k + 0.5);
  setProgram(scores);
  await start();
  expect([...(read('y.npy').data as Float32Array)]).toEqual(images.flatMap(() => scores));
  await expect(start('--layers', path('layers'))).rejects.toMatchObject({ code: 'E_MISMATCH' });
  expect(existsSync(path('layers'))).toBe(false);
});

test.each<[string, () => Uint8Array, RegExp]>([
  [
    'another type',
    () => npyBytes(new Float32Array(numElements(model.input)), [1, height, width, channels]),
    /uint8.*f4/,
  ],
  ['another size', () => npyBytes(new Uint8Array(8), [1, 2, 2, 2]), /expected images of the network.*\[1, 2, 2, 2\]/],
  [
    'a file that is cut off',
    () => npyBytes(nhwc(), [3, height, width, channels]).slice(0, -5),
    /numbers after a header/,
  ],
  ['a foreign file', () => Buffer.from('not an array'), /numpy\.save/],
  ['an empty file', () => Buffer.alloc(0), /numpy\.save/],
  ['no image', () => npyBytes(new Uint8Array(), [0, height, width, channels]), /expected images of the network/],
])('%s is rejected by name, and nothing is written', async (_, bytes, message) => {
  writeFileSync(path('images.npy'), bytes());
  await expect(start('--interpreter')).rejects.toMatchObject({ message: expect.stringMatching(message) as string });
  expect(existsSync(path('y.npy'))).toBe(false);
});

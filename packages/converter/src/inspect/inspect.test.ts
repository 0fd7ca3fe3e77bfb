import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'npyjs';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { writeModel, type Affine, type Model } from '@bitplane/model';
import { runConverter } from '../commands';
import { histogramOf, histogramText } from './histogram';

const scaleBy = (scale: Float32Array, offset: Float32Array | null): Affine => ({
  kind: 'affine',
  name: 'scale',
  inputs: ['conv'],
  element: 'float32',
  scale,
  offset,
});

const model: Model = {
  name: 'tiny',
  input: { height: 1, width: 2, channels: 1 },
  classes: ['cat', 'dog'],
  layers: [
    {
      kind: 'int8-conv2d',
      name: 'conv',
      inputs: ['input'],
      filters: 2,
      window: { size: [1, 2], stride: [1, 1], dilation: [1, 1], padding: { top: 0, left: 0, bottom: 0, right: 0 } },
      groups: 1,
      weights: Int8Array.of(1, -2, 3, 4),
      zeroPoints: Uint8Array.of(7),
    },
    scaleBy(Float32Array.of(0.5, 2), null),
  ],
};

let folder: string;
let printed: string[];
const path = (name: string): string => join(folder, name);
const inspect = (...args: string[]): Promise<void> => runConverter(['inspect', ...args]);

beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(path('a.bpm'), writeModel(model));
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
});

afterEach(() => jest.restoreAllMocks());

test('prints layers, sections with their places, and class names', async () => {
  await inspect(path('a.bpm'));
  const text = printed.join('\n');
  expect(text).toContain('tiny: image uint8 1×2×1 → float32 1×1×2');
  expect(text).toContain('0 binary and 4 integer products an image; classes cat, dog');
  expect(text).toMatch(/│ scale +│ affine +│ conv +│ float32 1×1×2 /);
  const bytes = readFileSync(path('a.bpm'));
  const [, offset] = /(\d+) │ +4 │ int8 +│ conv\.0 /.exec(text)!;
  expect([...bytes.subarray(Number(offset), Number(offset) + 4)]).toEqual([1, 254, 3, 4]);
  expect(text).toMatch(/uint8 +│ class names/);
});

test('compares two files layer by layer, and fails if they differ', async () => {
  const [conv, scale] = model.layers;
  const other = { ...model, layers: [{ ...conv, weights: Int8Array.of(1, -2, 5, 4) }, scale] } as Model;
  writeFileSync(path('b.bpm'), writeModel(other));
  await expect(inspect(path('a.bpm'), path('b.bpm'))).rejects.toMatchObject({ code: 'E_MISMATCH' });
  expect(printed).toEqual(['conv.0: 1 of 4 numbers differ, first at 2: 3 → 5']);
  printed = [];
  await inspect(path('a.bpm'), path('a.bpm'));
  expect(printed).toEqual(['the two files hold the same network']);
});

test('says which layers only one file has, and which arrays', async () => {
  const [conv] = model.layers;
  const renamed = { ...scaleBy(Float32Array.of(0.5, 2), Float32Array.of(1, 1)), name: 'other' };
  writeFileSync(path('b.bpm'), writeModel({ ...model, layers: [conv, renamed] }));
  await expect(inspect(path('a.bpm'), path('b.bpm'))).rejects.toMatchObject({ code: 'E_MISMATCH' });
  expect(printed).toEqual([
    "layer 'scale' (affine): only in the first file",
    "layer 'other' (affine): only in the second file",
  ]);
});

test('writes an array as .npy, and names the nearest one where there is none', async () => {
  await inspect(path('a.bpm'), '--tensor', 'conv.0', '--out', path('w.npy'));
  const { shape, data } = parse(new Uint8Array(readFileSync(path('w.npy'))).buffer);
  expect({ shape, data: [...(data as Int8Array)] }).toEqual({ shape: [4], data: [1, -2, 3, 4] });
  await expect(inspect(path('a.bpm'), '--tensor', 'conv.3', '--out', path('x.npy'))).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining('conv.0') as string,
  });
  await expect(inspect(path('a.bpm'), '--tensor', 'conv.0')).rejects.toMatchObject({ code: 'E_USAGE' });
  expect(existsSync(path('x.npy'))).toBe(false);
});

test('a histogram shows every bin that has a value', () => {
  expect(histogramText(histogramOf([0, ...new Array<number>(1000).fill(16)]))).toBe(`0 ▁${' '.repeat(14)}█ 16`);
  expect(histogramText(histogramOf([3, 3]))).toBe(`3 █${' '.repeat(15)} 3`);
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { BinaryConv2D } from '../layers';
import { saveModel } from '../model-files';
import { LayersOfModel } from './layers-of-model';

beforeAll(loadBackend);
jest.setTimeout(60_000);

const PIXELS = Float32Array.from({ length: 48 }, (_, k) => (k * 37) % 256);

/** A model in a model, dropout, and softmax at the end. */
const nested = (): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.rescaling({ name: 'rescale', scale: 1 / 128, offset: -1, inputShape: [4, 4, 3] }),
      tf.sequential({
        name: 'block',
        layers: [
          tf.layers.conv2d({ name: 'conv', filters: 4, kernelSize: 3, padding: 'same', inputShape: [4, 4, 3] }),
          new BinaryConv2D({ name: 'binary', filters: 5, kernelSize: 3 }),
        ],
      }),
      tf.layers.globalAveragePooling2d({ name: 'mean', dataFormat: 'channelsLast' }),
      tf.layers.dense({ name: 'scores', units: 3, activation: 'softmax' }),
      tf.layers.dropout({ name: 'dropout', rate: 0.5 }),
    ],
  });

test('shows what each layer computes, those of nested models by their paths', () => {
  const model = nested();
  const layers = new LayersOfModel(model);
  expect([layers.inputs, layers.finish]).toEqual([[[4, 4, 3]], 'softmax']);
  const { scores, layers: made } = layers.run(PIXELS, true);
  const predicted = model.predict(tf.tensor(PIXELS, [1, 4, 4, 3])) as tf.Tensor;
  expect([...scores]).toEqual([...predicted.dataSync()]);
  const values = new Map(made);
  // Neither the layer that ends with softmax, which is no layer of scores, nor the model in the model.
  expect([...values.keys()].sort()).toEqual(['block/binary', 'block/conv', 'dropout', 'mean', 'rescale']);
  expect([...values.get('rescale')!]).toEqual([...PIXELS].map((pixel) => Math.fround(pixel / 128 - 1)));
  const { output } = (model.getLayer('block') as tf.LayersModel).getLayer('binary');
  const inner = tf.model({
    inputs: (model.getLayer('block') as tf.LayersModel).inputs,
    outputs: output,
  });
  const block = inner.predict(tf.tensor(values.get('rescale')!, [1, 4, 4, 3])) as tf.Tensor;
  expect([...values.get('block/binary')!]).toEqual([...block.dataSync()]);
  expect(layers.run(PIXELS, false).layers).toEqual([]);
});

describe('the program', () => {
  const program = join(__dirname, '../../bin/run-layers-model.js');
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-layers-'));
  const run = (path: string, ...requests: object[]) => {
    const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
    const { stdout } = spawnSync(process.execPath, [program, path], { input, encoding: 'utf8' });
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { scores: [number, number]; layers: [string, number, number][] });
  };

  test('computes one image after the other, and says where in a file its numbers are', () => {
    const model = nested();
    saveModel(model, folder);
    const [input, output] = [join(folder, 'in'), join(folder, 'out')];
    writeFileSync(input, PIXELS);
    const request = { in: input, out: output, layers: true };
    const [started, first, second] = run(folder, request, request);
    expect(started).toMatchObject({ name: expect.stringMatching(/^TensorFlow\.js 4/) as string, finish: 'softmax' });
    expect(second).toEqual(first);
    const numbers = new Float32Array(new Uint8Array(readFileSync(output)).buffer);
    const expected = new LayersOfModel(model).run(PIXELS, true);
    expect([...numbers.subarray(...first.scores)]).toEqual([...expected.scores]);
    for (const [name, start, length] of first.layers)
      expect([...numbers.subarray(start, start + length)]).toEqual([...new Map(expected.layers).get(name)!]);
  });

  test('says in one line why it cannot load a file', () => {
    writeFileSync(join(folder, 'other.json'), '{"modelTopology": {}, "weightsManifest": []}');
    expect(run(join(folder, 'other.json'))).toEqual([{ unavailable: expect.stringMatching(/^[^\n]+$/) as string }]);
  });
});

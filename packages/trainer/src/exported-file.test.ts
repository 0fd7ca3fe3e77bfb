import { tmpdir } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { modelBytes, type Model } from '@bitplane/model';
import { loadBackend } from './backend';
import { exportNetwork, formatFile, unsettle } from './exported-file';
import { BinaryConv2D, QuantizedConv2D } from './layers';
import { buildNetwork } from './networks';
import { readCard, zooFolder } from './zoo/card';

beforeAll(loadBackend);
jest.setTimeout(60_000);

const untrained = (network: string): tf.LayersModel =>
  buildNetwork(network, { seed: 1, initialSlopes: 0, initialOutputScale: 1 });

const narrow = (channels: number): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.rescaling({ scale: 1 / 256, inputShape: [8, 8, 3] }),
      new QuantizedConv2D({ filters: channels, kernelSize: 3 }),
      tf.layers.batchNormalization({}),
      new BinaryConv2D({ filters: 64, kernelSize: 3 }),
      tf.layers.globalAveragePooling2d({}),
    ],
  });

const fileOf = (network: tf.LayersModel): Model => {
  const { result, obstacle } = exportNetwork(network, 'net');
  expect(obstacle).toBeNull();
  return result!;
};

test('an untrained network is said to be as large as it was once trained', () => {
  const network = untrained('reference');
  unsettle(network);
  // But for the names, which are those of the zoo's network and of this one. No channel of that one became constant.
  const { thresholds, weights, other } = readCard(zooFolder('reference-cntk-schedule')).bytes;
  expect(modelBytes(fileOf(network))).toMatchObject({ thresholds, weights, numbers: other });
});

test('32 channels cost what 64 do, the table says so and adds up', () => {
  const model = fileOf(narrow(32));
  const { layers, padding, file } = modelBytes(model);
  expect(layers.find(({ layer }) => layer.kind === 'binary-conv2d')).toMatchObject({ weights: 2304, padding: 2304 });
  const lines = formatFile(model, { isTrained: true, float32Nbytes: 10 * file }).split('\n');
  expect(lines.at(-3)).toMatch(/└─/);
  expect(lines.at(-2)).toMatch(/^padding: .* 32 channels are stored as 64 bits; .* multiples of 64$/);
  expect(lines.at(-1)).toBe(
    `model.bpm: ${(file / 1000).toFixed(1)} kB, 10.0 times smaller than the ${(file / 100).toFixed(1)} kB of float32`,
  );
  const numbersIn = (line: string): number[] =>
    (line.match(/[\d,]+(?= │)/g) ?? []).map((text) => Number(text.replaceAll(',', '')));
  const rows = lines.filter((line) => line.startsWith('│')).map(numbersIn);
  const total = rows.pop()!;
  expect(total).toEqual(expect.arrayContaining([padding, file]));
  expect(rows.slice(1).reduce((sum, row) => sum + row.at(-1)!, 0)).toBe(file);
});

test('why a network has no file is said as the converter says it, without a folder of ours', () => {
  const network = tf.sequential({ layers: [...narrow(64).layers, tf.layers.elu({ name: 'p' })] });
  const { result, obstacle } = exportNetwork(network, 'net');
  expect(result).toBeNull();
  expect(obstacle).toMatch(/^layer p: .*use PReLU/);
  expect(obstacle).not.toContain(tmpdir());
});

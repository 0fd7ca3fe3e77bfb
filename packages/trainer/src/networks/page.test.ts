// docs/networks.md: that its figures are those of the summary, and that the examples it shows are files that run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { modelBytes } from '@bitplane/model';
import { loadBackend } from '../backend';
import { exportNetwork, unsettle } from '../exported-file';
import { saveModel } from '../model-files';
import { summarize } from '../summary';
import { buildNetwork, loadNetwork, NETWORKS, type NetworkStart } from '.';

const ROOT = join(__dirname, '../../../..');
const START: NetworkStart = { seed: 1, initialSlopes: 0.25, initialOutputScale: 0.05 };
const page = readFileSync(join(ROOT, 'docs/networks.md'), 'utf8');

beforeAll(loadBackend);
jest.setTimeout(120_000);

test.each(Object.keys(NETWORKS))('the row of %s has the figures of its summary', (network) => {
  const built = buildNetwork(network, START);
  const total = summarize(built).at(-1)!;
  unsettle(built);
  const millions = (macs: number): string => (macs / 1e6).toFixed(2);
  const cells = [
    total.binaryWeights.toLocaleString('en-US'),
    millions(total.binaryMacs),
    millions(total.integerMacs),
    (modelBytes(exportNetwork(built, network).result!).file / 1000).toFixed(1),
    (total.float32Nbytes / 1000).toFixed(1),
  ];
  const row = page.split('\n').find((line) => line.startsWith(`| [${network}]`));
  expect(row?.split('|').map((cell) => cell.trim())).toEqual(expect.arrayContaining(cells));
});

test.each(['my-network', 'my-quantizer'])('the example %s is shown, learns, is saved and loaded', async (name) => {
  const path = join(ROOT, `packages/trainer/examples/${name}.ts`);
  const code = readFileSync(path, 'utf8');
  expect(code.split('\n').length).toBeLessThanOrEqual(40);
  expect(page).toContain(code);

  const model = buildNetwork(path, START);
  const images = tf.randomUniform<tf.Rank.R4>([4, 32, 32, 3], 0, 256, 'float32', 7).floor();
  const labels = tf.oneHot(tf.tensor1d([3, 1, 4, 5], 'int32'), 10);
  const optimizer = tf.train.adam(2e-3);
  const step = () =>
    optimizer
      .minimize(
        () => tf.losses.softmaxCrossEntropy(labels, model.apply(images, { training: true }) as tf.Tensor),
        true,
      )!
      .dataSync()[0];
  const losses = Array.from({ length: 4 }, step);
  expect(losses.at(-1)).toBeLessThan(losses[0]);

  const folder = temporaryFolder();
  saveModel(model, folder);
  const answers = (of: tf.LayersModel): number[] => [...(of.predict(images) as tf.Tensor).dataSync()];
  expect(answers(await loadNetwork(path, folder))).toEqual(answers(model));
});

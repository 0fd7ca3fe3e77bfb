// docs/quantizers.md: that it is complete, and that its example runs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { loadBackend } from '../backend';
import { loadModel, saveModel } from '../model-files';
import { buildNetwork } from '../networks';
import { BinaryConv2D } from '../layers';
import { QUANTIZERS } from '.';

const DOCS = join(__dirname, '../../../../docs');
const page = readFileSync(join(DOCS, 'quantizers.md'), 'utf8');
let folder: string;

beforeAll(async () => {
  await loadBackend();
  folder = temporaryFolder();
});

test.each(Object.keys(QUANTIZERS))('%s has a row and a plot', (name) => {
  expect(page).toMatch(new RegExp(`^\\| \`${name}\`.*\\(images/quantizers/${name}\\.svg\\)`, 'm'));
  expect(existsSync(join(DOCS, `images/quantizers/${name}.svg`))).toBe(true);
});

test('the example of an own quantizer is under 40 lines, learns, and comes back from its file', async () => {
  const code = page.match(/## Your own quantizer[^]*?```ts\n([^]*?)```/)?.[1] ?? '';
  expect(code.split('\n').length).toBeLessThan(40);
  const path = join(folder, 'tanh-network.ts');
  writeFileSync(path, code);
  const model = buildNetwork(path, { seed: 1, initialSlopes: 0.25, initialOutputScale: 0.05 });
  const layer = model.layers.find((candidate) => candidate instanceof BinaryConv2D);
  expect(layer?.getConfig().inputQuantizer).toBe('tanh-sign');

  const x = tf.linspace(-1, 1, 9);
  const input = tf.input({ shape: [1, 1, 1] });
  const own = new BinaryConv2D({
    filters: 1,
    kernelSize: 1,
    inputQuantizer: 'tanh-sign',
    kernelInitializer: tf.initializers.ones(),
  });
  const one = tf.model({ inputs: input, outputs: own.apply(input) as tf.SymbolicTensor });
  const gradient = tf
    .grad((values) => (one.apply(values.reshape([9, 1, 1, 1])) as tf.Tensor).sum())(x)
    .dataSync();
  x.dataSync().forEach((value, i) => expect(gradient[i]).toBeCloseTo(3 * (1 - Math.tanh(3 * value) ** 2), 5));

  saveModel(model, folder);
  const images = tf.randomUniform([2, 32, 32, 3], 0, 255, 'float32', 5);
  const answers = (of: tf.LayersModel): number[] => [...(of.predict(images) as tf.Tensor).dataSync()];
  expect(answers(await loadModel(folder))).toEqual(answers(model));
});

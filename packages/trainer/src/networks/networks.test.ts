import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { summarize } from '../summary';
import { thrownBy } from '../test-support/thrown-by';
import { networkName } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { buildNetwork, type NetworkStart } from '.';

const START: NetworkStart = { seed: 1, initialSlopes: 0.25, initialOutputScale: 0.05 };
let folder: string;

beforeAll(async () => {
  await loadBackend();
  folder = temporaryFolder();
});

function networkFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('the reference network has the shapes, weights and multiply-adds of its table', () => {
  const rows = summarize(buildNetwork('reference', START));
  expect(rows.filter((row) => /^(norm|average|scale)/.test(row.name)).map((row) => row.output)).toEqual([
    '15×15×64',
    '7×7×128',
    '3×3×128',
    '10',
    '10',
  ]);
  expect(rows.at(-1)).toMatchObject({
    name: 'total',
    binaryWeights: 222_464,
    int8Weights: 1728,
    binaryMacs: 23_825_664,
    integerMacs: 1_769_472,
  });
  const slopes = rows.filter((row) => row.kind === 'PReLU').reduce((sum, row) => sum + row.float32Weights, 0);
  expect(slopes).toBe(35_162);
});

test('the same seed gives the same weights, another one others', () => {
  const kernel = (seed: number) => [
    ...buildNetwork('reference', { ...START, seed })
      .getLayer('conv2')
      .getWeights()[0]
      .dataSync(),
  ];
  expect(kernel(1)).toEqual(kernel(1));
  expect(kernel(1)).not.toEqual(kernel(2));
});

test('slopes and output scales begin as the recipe says; glorot-uniform ones have both signs', () => {
  const first = (layer: string, start: NetworkStart) =>
    buildNetwork('reference', start).getLayer(layer).getWeights()[0].dataSync();
  expect(new Set(first('prelu2', START))).toEqual(new Set([0.25]));
  expect(first('scale', START)[9]).toBeCloseTo(0.05, 7);
  const slopes = first('prelu2', { ...START, initialSlopes: 'glorot-uniform' });
  expect([Math.min(...slopes) < 0, Math.max(...slopes) > 0]).toEqual([true, true]);
});

test('a network file is built with the TensorFlow.js that runs', () => {
  const path = networkFile(
    'mine.js',
    'exports.default = ({ seed }, { tf, layers }) => tf.sequential({ name: "mine" + seed, layers: [new layers.BinaryConv2D({ filters: 2, kernelSize: 1, inputShape: [4, 4, 1] })] });',
  );
  const model = buildNetwork(path, START);
  expect(model).toBeInstanceOf(tf.LayersModel);
  expect([model.name, networkName(path)]).toEqual(['mine1', 'mine']);
});

test('a network file gets the image and the classes of CIFAR-10 where nobody says others', () => {
  const path = networkFile(
    'shaped.js',
    'exports.default = ({ inputShape, numClasses }, { tf }) => tf.sequential({ layers: [tf.layers.flatten({ inputShape }), tf.layers.dense({ units: numClasses })] });',
  );
  const model = buildNetwork(path, { seed: 1, initialSlopes: 0, initialOutputScale: 1 });
  expect([model.inputs[0].shape, model.outputs[0].shape]).toEqual([
    [null, 32, 32, 3],
    [null, 10],
  ]);
});

test.each([
  ['E_USAGE', /expected a network \(reference, /, () => 'unknown'],
  ['E_USAGE', /did you mean "reference-plus"\?$/, () => 'referenceplus'],
  ['E_MISSING_FILE', /no network file/, () => join(folder, 'nowhere.ts')],
  ['E_MISSING_FILE', /did you mean "small\.js"\?$/, () => networkFile('small.js', '').replace('small.js', 'smal.js')],
  ['E_USAGE', /got ".*small", did you mean ".*small\.js"\?$/, () => networkFile('small.js', '').replace('.js', '')],
  [
    'E_FILE',
    /layers\.BinaryConv2d is not a constructor, did you mean "BinaryConv2D"\?$/,
    () => networkFile('misspelt.js', 'exports.default = (start, { layers }) => new layers.BinaryConv2d({});'),
  ],
  ['E_FILE', /default export .* got undefined/, () => networkFile('empty.js', '')],
  ['E_FILE', /default export .* got number/, () => networkFile('number.js', 'exports.default = () => 1;')],
  [
    'E_FILE',
    /cannot be run: broken here/,
    () => networkFile('broken.js', 'exports.default = () => { throw new Error("broken here"); };'),
  ],
  [
    'E_FILE',
    /cannot be run: build failed: line 3$/,
    () => networkFile('unbuilt.js', 'throw new Error("build failed:\\nline 3\\nmore");'),
  ],
  [
    'E_FILE',
    /got a promise: it must not be async/,
    () => networkFile('async.js', 'exports.default = async () => null;'),
  ],
])('rejects what is no network: %s %s', async (code, message, network) => {
  expect(await thrownBy(() => buildNetwork(network(), START))).toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
  });
});

test('reference-plus multiplies exactly as much as the reference network, with one slope a channel', () => {
  const total = (network: string) => summarize(buildNetwork(network, START)).at(-1)!;
  const plus = total('reference-plus');
  const { binaryMacs, integerMacs, binaryWeights, int8Weights } = total('reference');
  expect(plus).toMatchObject({ binaryMacs, integerMacs, binaryWeights, int8Weights });
  expect(plus.float32Weights).toBeLessThan(2_500);
});

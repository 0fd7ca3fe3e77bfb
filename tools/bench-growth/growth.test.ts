import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { modelCost, readModel, run, type Model } from '@bitplane/model';
import { runBenchGrowthCommand } from './command';
import { NETWORKS, quickNet, referenceShape, resnet18 } from './networks';
import { verdictsOf, type EngineFigures, type GrowthRecord, type NetworkFigures } from './record';
import { growthTable, verdictLine } from './table';
import { writeNetwork } from './write-network';

test.each([
  [['--networks', 'vgg'], /^--networks: expected some of reference-32-16, .*, got "vgg"$/],
  [['--engines', 'onnxruntime-f32'], /^--engines: expected some of onnxruntime-int8, .*, got "onnxruntime-f32"$/],
  [['--rounds', '0'], /--rounds.*expected a positive integer: see/],
])('%j is a usage error in one line', async (argv, message) => {
  await expect(runBenchGrowthCommand(argv)).rejects.toEqual(errorLike('E_USAGE', message));
});

test('a folder that cannot be written is told before anything is built', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(runBenchGrowthCommand(['--out', join(file, 'below')])).rejects.toEqual(
    errorLike('E_FILE', /cannot write .*growth\.json.*choose another with --out/),
  );
});

const millions = (model: Model): number =>
  Math.round(modelCost(model).reduce((sum, { binaryMacs, integerMacs }) => sum + binaryMacs + integerMacs, 0) / 1e6);

test('one shape grows from 2 million products to 1.4 billion, five times over 20 million', () => {
  const shapes = NETWORKS.filter(({ name }) => name.startsWith('reference-'));
  expect(shapes.map(({ make }) => millions(make()))).toEqual([2, 7, 26, 111, 352, 729, 1442]);
});

test('residual networks have the binary convolutions of those that they are called by', () => {
  const binary = (model: Model): number => model.layers.filter(({ kind }) => kind === 'binary-conv2d').length;
  const few = [8, 16, 24, 32];
  expect([resnet18(64, few), quickNet(64, few), referenceShape(32, 16)].map(binary)).toEqual([16, 16, 3]);
});

test.each([
  ['reference', referenceShape(32, 16)],
  ['ResNet-18', resnet18(32, [16, 32])],
  ['QuickNet', quickNet(32, [16, 32])],
])('what is written of the shape of %s is one network', (_name, imported) => {
  const files = writeNetwork(imported, temporaryFolder());
  const { input } = imported;
  const pixels = readFileSync(files.pixels);
  const image = { ...input, element: 'uint8' as const, data: new Uint8Array(pixels) };
  const expected = Array.from(run(imported, image).data, Number);
  const scores = Array.from(run(readModel(readFileSync(join(files.folder, 'model.bpm'))), image).data, Number);
  const largest = Math.max(...expected.map(Math.abs));
  expected.forEach((score, k) => expect(Math.abs(scores[k] - score)).toBeLessThan(1e-3 * largest));
  const record = readFileSync(files.record);
  expect(record).toHaveLength(1 + pixels.length);
  expect(record[1 + input.height * input.width]).toBe(pixels[1]);

  const { layers } = JSON.parse(readFileSync(join(files.folder, 'network.json'), 'utf8')) as {
    layers: { kind: string; filters: number; weights: { type: string; offset: number; length: number } }[];
  };
  const blob = readFileSync(join(files.folder, 'network.bin'));
  for (const { weights } of layers.filter(({ kind }) => kind === 'binary-conv2d')) {
    expect(weights.type).toBe('int8');
    expect(new Set(new Int8Array(blob.subarray(weights.offset, weights.offset + weights.length)))).toEqual(
      new Set([1, -1]),
    );
  }
});

const engine = (name: string, ns: number, memoryNbytes: number): EngineFigures => ({
  ...{ engine: name, release: name === 'bitplane' ? null : `${name} 1.2`, kernel: null, slow: null, memoryNbytes },
  ...{ ns: [ns], loadNs: [1e6] },
});

const network = (name: string, products: number, ns: number, lceNbytes: number | null): NetworkFigures => ({
  ...{ network: name, shape: name, binaryMacs: products, otherMacs: 0 },
  engines: [engine('bitplane', ns, 1000), ...(lceNbytes === null ? [] : [engine('lce', 30 * ns, lceNbytes)])],
});

const recordOf = (...networks: NetworkFigures[]): GrowthRecord => ({
  ...{ schema: 'bitplane-bench-growth/1', date: '2026-01-02', commit: 'abc', compiler: 'gcc', rounds: 3, networks },
  cpu: { model: 'a CPU', family: null, hasAmx: false },
});

const verdicts = (...networks: NetworkFigures[]): string[] => verdictsOf(recordOf(...networks)).map(verdictLine);

test('flat is judged from 20 million products on, the arena beside the other runtime of signs', () => {
  const small = network('small', 2e6, 10_000, 2000);
  expect(verdicts(small, network('a', 20e6, 20_000, 999), network('b', 100e6, 114_000, null))).toEqual([
    '- ours, one shape, per product from 20 M products on: not measured',
    '- met: ours, all networks, per product from 20 M products on: 1.00 ps (a) to 1.14 ps (b), 14 % apart (required: 15 %)',
    "- met: small: our arena 1 kB, Larq Compute Engine's memory 2 kB",
    "- missed: a: our arena 1 kB, Larq Compute Engine's memory 1 kB",
    "- b: memory beside Larq Compute Engine's: not measured",
  ]);
  const shapes = [network('reference-1', 20e6, 20_000, null), network('reference-2', 100e6, 101_000, null)];
  expect(verdicts(...shapes, network('other', 100e6, 116_000, null)).slice(0, 2)).toEqual([
    expect.stringMatching(/^- met: ours, one shape, .* 1 % apart/),
    expect.stringMatching(/^- missed: ours, all networks, .* 16 % apart/),
  ]);
});

test('the table has a row per engine, the network in the first one', () => {
  expect(
    growthTable(recordOf(network('a', 20e6, 20_000, 5000)))
      .split('\n')
      .slice(2),
  ).toEqual([
    '| a | 20.0 + 0.0 | bitplane | 20.0 | 1.00 | 1.00 | 1 | 1.00 |  |',
    '|  |  | lce 1.2 | 600.0 | 30.00 | 1.00 | 5 | 30.00 |  |',
  ]);
});

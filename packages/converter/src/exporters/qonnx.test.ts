import { errorLike } from '@bitplane/cli/test-support';
import { inferTypes, randomImages, randomModel, run, type Layer, type Model } from '@bitplane/model';
import { importOnnx } from '../importers/onnx/import-onnx';
import { decodeModelProto } from '../importers/onnx/proto/schema';
import { edgesOf, complement } from '../onnx/qonnx/edges';
import { turnFilters } from '../onnx/qonnx/turn-filters';
import { tolerances } from '../onnx/tolerance';
import { applyPasses } from '../passes';
import { importDraft } from '../test-support/import-draft';
import { NETWORKS } from '../test-support/networks';
import { withOnnxFile } from '../test-support/onnx-draft';
import { testWithPython } from '../test-support/python';
import { randomBranchedModel } from '../test-support/random-branched-model';
import { runQonnx } from '../test-support/run-qonnx';
import { firstBeyond } from '../verify/differences';
import { referenceTensors } from '../verify/reference';
import { exportQonnx } from './qonnx';

jest.setTimeout(300_000);

type Named = readonly [string, Model];

const networks: readonly Named[] = NETWORKS.map(([name, draftOf], seed) => [
  name,
  applyPasses(importDraft(draftOf(seed))),
]);
const chains = (count: number): Named[] =>
  Array.from({ length: count }, (_, seed) => [`chain ${seed}`, randomModel(seed)]);
const branches = (count: number): Named[] =>
  Array.from({ length: count }, (_, seed) => [`branches ${seed}`, applyPasses(randomBranchedModel(seed))]);

/** Kinds of the layers of those networks whose scores have a tolerance, all of which qonnx has to meet. */
function comparedKinds(models: readonly Named[], cleanup: boolean): Set<Layer['kind']> {
  const jobs = models.map(([, model], seed) => ({
    file: exportQonnx(model),
    images: randomImages(model, 2, seed),
    cleanup,
  }));
  const scores = runQonnx(jobs);
  const kinds = new Set<Layer['kind']>();
  for (const [k, [name, model]] of models.entries()) {
    for (const [index, image] of jobs[k].images.entries()) {
      const tensors = referenceTensors(model, image);
      const last = model.layers.at(-1)!.name;
      const tolerance = tolerances(model, tensors).get(last)!;
      // Signs of sums that onnxruntime takes in another order.
      if (tolerance === Infinity) continue;
      const at = firstBeyond(tensors.get(last)!.data, Float32Array.from(scores[k][index]), tolerance);
      expect({ name, index, at }).toEqual({ name, index, at: -1 });
      for (const { kind } of model.layers) kinds.add(kind);
    }
  }
  return kinds;
}

testWithPython('qonnx gives the scores of the reference for every kind of layer', () => {
  const models = [...networks, ...chains(40), ...branches(10)];
  const kinds = new Set(models.flatMap(([, { layers }]) => layers.map(({ kind }) => kind)));
  expect([...comparedKinds(models, false)].sort()).toEqual([...kinds].sort());
  return Promise.resolve();
});

testWithPython("and after qonnx's clean-up", () => {
  expect(comparedKinds(networks, true).size).toBeGreaterThan(10);
  return Promise.resolve();
});

const reimported = (model: Model): Model =>
  applyPasses(withOnnxFile(exportQonnx(model), (path) => importOnnx(path, { inputLayout: 'nchw' }).model));

/** The largest difference of scores, as a share of the largest score. */
function largestDifference(a: Model, b: Model): number {
  const differences = randomImages(a, 3, 5).map((image) => {
    const [before, after] = [run(a, image).data, run(b, image).data];
    expect(after).toHaveLength(before.length);
    const scores = Array.from(before, Number);
    const top = Math.max(1e-30, ...scores.map(Math.abs));
    return Math.max(...scores.map((score, k) => Math.abs(score - after[k]) / top));
  });
  return Math.max(...differences);
}

test.each(networks)('a %s that is imported again has the same scores', (_, model) => {
  expect(largestDifference(model, reimported(model))).toBe(0);
});

/** What the importer does not take, of random networks. */
const NOT_IMPORTED = [
  'expected a row of scores',
  'one zero point',
  'images with channels in their order',
  'a Pad of 0 before a convolution of numbers',
];

test('random networks that are imported again have the same scores', () => {
  let numImported = 0;
  for (const [name, model] of [...chains(60), ...branches(20)]) {
    let again: Model;
    try {
      again = reimported(model);
    } catch (error) {
      const { message } = error as Error;
      expect(NOT_IMPORTED.find((text) => message.includes(text)) ?? message).not.toBe(message);
      continue;
    }
    // Scales that follow each other were merged.
    expect([name, largestDifference(model, again) < 1e-6]).toEqual([name, true]);
    numImported++;
  }
  expect(numImported).toBeGreaterThan(55);
});

test('every tensor has a shape, every layer its name, and weights are numbers that a quantizer takes', () => {
  for (const [, model] of networks) {
    const { graph, opsetImport } = decodeModelProto(exportQonnx(model));
    expect(opsetImport.map(({ domain }) => domain)).toEqual(['', 'qonnx.custom_op.general']);
    const described = new Set(
      (graph as unknown as { valueInfo: { name: string }[] }).valueInfo.map(({ name }) => name),
    );
    const inside = graph!.node.flatMap(({ output }) => output).filter((name) => name !== 'logits');
    expect(inside.filter((name) => !described.has(name))).toEqual([]);
    const names = graph!.node.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(model.layers.map(({ name }) => name)));
    expect(new Set(names).size).toBe(names.length);
  }
});

test('edges lie where a union of intervals is entered and left', () => {
  const inside = (edges: readonly number[], x: number) => edges.filter((edge) => edge <= x).length % 2 === 1;
  const intervals = [
    { lower: 5, upper: 7 },
    { lower: -3, upper: -1 },
    { lower: 0, upper: 2 },
    { lower: 9, upper: 4 },
    { lower: 6, upper: 6 },
    { lower: 8, upper: 99 },
  ];
  const edges = edgesOf(intervals, 20);
  expect(edges).toEqual([-3, 3, 5]);
  for (let x = -19; x < 20; x++)
    expect(inside(edges, x)).toBe(intervals.some(({ lower, upper }) => x >= lower && x <= upper));
  expect(edgesOf(complement({ lower: 3, upper: 4 }), 10)).toEqual([-10, 3, 5]);
  expect(edgesOf(complement({ lower: 5, upper: 4 }), 10)).toEqual([-10]);
});

test('filters are negated where thresholds fall, and only there', () => {
  let numTurned = 0;
  for (const [, model] of [...networks, ...chains(60)]) {
    const turned = turnFilters(model);
    const [image] = randomImages(model, 1, 3);
    expect([...run(turned, image).data]).toEqual([...run(model, image).data]);
    const flips = ({ layers }: Model) =>
      layers.reduce((sum, layer) => sum + (layer.kind === 'threshold' ? layer.flip.reduce((a, b) => a + b, 0) : 0), 0);
    numTurned += flips(model) - flips(turned);
  }
  expect(numTurned).toBeGreaterThan(0);
});

test('rejects what only exists before the passes', () => {
  const draft = importDraft(NETWORKS[0][1](1));
  expect([...inferTypes(draft).values()].some(({ element }) => element === 'float64')).toBe(true);
  expect(() => exportQonnx(draft)).toThrow(errorLike('E_LAYER', /QONNX: layer '.*'.*run the passes first/));
});

import { wholeWindow, type Layer, type Model, type TensorOf } from '@bitplane/model';
import { LayerRecords } from './layer-records';
import type { LayerReport } from './layer-record';
import { walkLayers, type OtherLayers } from './walk-layers';

const PIXEL = wholeWindow({ height: 1, width: 1, channels: 1 });

/** Two pixels of two channels: numbers, their signs, sums of these, a scale. */
const network = (scale = 0.1): Model => ({
  name: 'network',
  input: { height: 1, width: 2, channels: 2 },
  layers: [
    { kind: 'normalize', name: 'numbers', inputs: ['input'], zeroPoints: Uint8Array.of(100, 100), scale: 0.1 },
    { kind: 'sign', name: 'signs', inputs: ['numbers'] },
    {
      ...{ kind: 'binary-conv2d', name: 'sums', inputs: ['signs'], filters: 2, window: PIXEL, groups: 1, padValue: 0 },
      weights: { type: 'signs', values: Uint8Array.of(0, 1, 0, 0), mask: null },
    },
    {
      ...{ kind: 'affine', name: 'scores', inputs: ['sums'], element: 'float64' },
      ...{ scale: Float64Array.of(scale, scale), offset: null },
    },
  ] satisfies Layer[],
});

const image = (...bytes: number[]): TensorOf<'uint8'> => ({
  ...{ element: 'uint8', height: 1, width: 2, channels: 2 },
  data: Uint8Array.from(bytes),
});

function walk(others: Record<string, number[]>, { model = network(), bytes = [110, 90, 120, 130] } = {}) {
  const records = new LayerRecords(model);
  const others32: OtherLayers = new Map(
    Object.entries(others).map(([name, values]) => [name, Float32Array.from(values)]),
  );
  const walked = walkLayers({ model, image: image(...bytes), index: 3, others: others32 }, records);
  const reports = new Map(records.reports().map((report) => [report.layer, report]));
  return { walked, of: (name: string) => reports.get(name) as LayerReport, names: [...reports.keys()] };
}

// What the network makes of its image: +1, −1, +2, +3.
const SIGNS = [1, -1, 1, 1];
const SUMS = [2, 0, 0, 2];

test('counts the same float32 numbers, and shows only layers that the other has', () => {
  const { of, names } = walk({ numbers: [1, -1, 2, 3], signs: SIGNS, scores: [0.2, 0, 0, 0.2] });
  expect(names).toEqual(['numbers', 'signs', 'scores']);
  for (const name of names) expect(of(name)).toMatchObject({ values: 4, equal: 4, largestDifference: 0, wrong: null });
});

test('lets numbers differ by roundings, no further, and says where they do', () => {
  const almost = walk({ numbers: [1, -1, 2.0000002, 3] }).of('numbers');
  expect(almost).toMatchObject({ equal: 3, wrong: null });
  expect(almost.first).toMatchObject({ image: 3, row: 0, column: 1, channel: 0, index: 2, got: 2 });
  expect(almost.largestDifference).toBeCloseTo(2.4e-7, 8);
  const other = walk({ numbers: [1, -1, 2.001, 3.001] }).of('numbers');
  expect(other.wrong).toMatchObject({ index: 2, layer: 'numbers' });
});

test('NaN is further off than anything, and no layer reads it', () => {
  expect(walk({ numbers: [1, -1, NaN, 3] }).of('numbers').wrong).toMatchObject({ index: 2 });
});

test('lets no sum of signs differ, and no scale of one that float32 has exactly', () => {
  expect(walk({ sums: [2, 0, 0, 4] }).of('sums')).toMatchObject({ bound: 0, wrong: { index: 3, got: 2, expected: 4 } });
  expect(walk({ scores: [1, 0, 0, 1] }, { model: network(0.5) }).of('scores')).toMatchObject({ bound: 0, equal: 4 });
  const next = walk({ scores: [1, 0, 0, 1.0000001] }, { model: network(0.5) }).of('scores');
  expect(next.wrong).toMatchObject({ index: 3 });
  expect(walk({ scores: [0.2, 0, 0, 0.20000002] }).of('scores')).toMatchObject({ equal: 3, wrong: null });
});

test('computes each layer from what the other has: a difference stays in its layer', () => {
  const { of } = walk({
    numbers: [1, -1, 2, 3],
    signs: [1, -1, -1, 1],
    sums: [2, 0, -2, 0],
    scores: [0.2, 0, -0.2, 0],
  });
  expect(of('signs')).toMatchObject({ equal: 3, wrong: { index: 2, column: 1, channel: 0 } });
  expect([of('sums').wrong, of('scores').wrong]).toEqual([null, null]);
});

test('a number that a rounding moves over a threshold is told from a wrong sign', () => {
  // The byte 100 is 0, whose sign is +1; the other has a number just below it.
  const { of } = walk({ numbers: [1, -1e-9, 2, 3], signs: SIGNS, sums: SUMS }, { bytes: [110, 100, 120, 130] });
  expect(of('signs')).toMatchObject({ equal: 3, crossed: 1, ties: 0, wrong: null, first: { index: 1 } });
  expect(of('sums')).toMatchObject({ equal: 4, wrong: null });
});

test('the same where the other does not show its signs', () => {
  const { of } = walk({ numbers: [1, -1e-9, 2, 3], sums: SUMS }, { bytes: [110, 100, 120, 130] });
  expect(of('signs')).toMatchObject({ values: 4, equal: 3, crossed: 1 });
});

test('a tie excuses the sums that it changes, and no others', () => {
  // As ONNX has it, the sign of 0 is 0.
  const bytes = [110, 100, 120, 130];
  const tied = walk({ numbers: [1, 0, 2, 3], sums: [1, 1, 0, 2] }, { bytes });
  expect(tied.of('signs')).toMatchObject({ ties: 1, crossed: 0 });
  expect(tied.of('sums')).toMatchObject({ equal: 2, wrong: null, first: { index: 0 } });
  const wrong = walk({ numbers: [1, 0, 2, 3], sums: [1, 1, 0, 0] }, { bytes });
  expect(wrong.of('sums').wrong).toMatchObject({ index: 3 });
});

test('leaves out tensors of another size, and numbers where signs are expected', () => {
  expect(walk({ numbers: [1, 2], signs: [0.5, 1, 1, 1] }).names).toEqual([]);
});

test('alone, says how far its output may be off, and how many signs are undecided', () => {
  const { walked } = walk({}, { bytes: [110, 100, 120, 130] });
  expect([...walked.output.data]).toEqual([0, 0.2, 0, 0.2]);
  expect(walked.undecided).toBe(1);
  expect(walked.error).toBeGreaterThan(0);
  expect(walked.error).toBeLessThan(1e-6);
});

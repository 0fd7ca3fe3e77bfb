import type { Layer, Model } from '@bitplane/model';
import { convertSums } from './convert-sums';

const conv: Layer = {
  kind: 'binary-conv2d',
  name: 'conv',
  inputs: ['bits'],
  filters: 1,
  window: { size: [1, 1], stride: [1, 1], dilation: [1, 1], padding: { top: 0, left: 0, bottom: 0, right: 0 } },
  groups: 1,
  padValue: 0,
  weights: { type: 'signs', values: Uint8Array.of(0), mask: null },
};
const bits: Layer = { kind: 'sign', name: 'bits', inputs: ['input'] };
const relu = (name: string, input: string): Layer => ({ kind: 'relu', name, inputs: [input] });
const affine: Layer = {
  ...{ kind: 'affine', name: 'bias', inputs: ['conv'], element: 'float64' },
  ...{ scale: null, offset: Float64Array.of(1) },
};
const add = (a: string, b: string): Layer => ({ kind: 'add', name: 'sum', inputs: [a, b], element: 'float64' });

const edgesOf = (...layers: Layer[]): string[] => {
  const model: Model = { name: 'small', input: { height: 1, width: 1, channels: 1 }, layers: [bits, conv, ...layers] };
  return convertSums(model).layers.map(({ name, inputs }) => `${inputs.join('+')} → ${name}`);
};

test('all that cannot read sums read them as floats, which are made once', () => {
  expect(edgesOf(relu('a', 'conv'), affine, add('conv', 'a'))).toEqual([
    'input → bits',
    'bits → conv',
    'conv → conv/float',
    'conv/float → a',
    'conv → bias',
    'conv/float+a → sum',
  ]);
});

test('sums that only affines, means, thresholds and sums of planes read stay alone', () => {
  expect(edgesOf(affine, relu('a', 'bias'))).toEqual(['input → bits', 'bits → conv', 'conv → bias', 'bias → a']);
});

test("sums that are the network's output become logits under its name", () => {
  expect(edgesOf()).toEqual(['input → bits', 'bits → conv/sums', 'conv/sums → conv']);
});

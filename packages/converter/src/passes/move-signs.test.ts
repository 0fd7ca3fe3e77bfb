import type { Layer, Model } from '@bitplane/model';
import { moveSigns } from './move-signs';

const relu = (name: string, input: string): Layer => ({ kind: 'relu', name, inputs: [input] });
const sign = (name: string, input: string): Layer => ({ kind: 'sign', name, inputs: [input] });
const shuffle = (name: string, input: string, groups = 2): Layer => ({
  kind: 'channel-shuffle',
  name,
  inputs: [input],
  groups,
});
const planes = (...scales: number[]): Layer => ({
  kind: 'residual-sign',
  name: 'bits',
  inputs: ['mixed'],
  element: 'float64',
  scales: Float64Array.from(scales),
});

function moved(...layers: Layer[]): string[] {
  const model: Model = {
    name: 'small',
    input: { height: 1, width: 1, channels: 6 },
    layers: [relu('x', 'input'), ...layers],
  };
  return moveSigns(model)
    .layers.slice(1)
    .map((layer) => {
      const groups = layer.kind === 'channel-shuffle' ? ` by ${layer.groups}` : '';
      return `${layer.kind}${groups}: ${layer.inputs.join('+')} → ${layer.name}`;
    });
}

test('a sign is taken first, and the bits are shuffled under its name', () => {
  expect(moved(shuffle('mixed', 'x', 3), sign('bits', 'mixed'))).toEqual([
    'sign: x → bits/unshuffled',
    'channel-shuffle by 3: bits/unshuffled → bits',
  ]);
});

test('several shuffles in a row are all left behind', () => {
  expect(moved(shuffle('a', 'x', 3), shuffle('b', 'a'), sign('bits', 'b'))).toEqual([
    'sign: x → bits/unshuffled/unshuffled',
    'channel-shuffle by 3: bits/unshuffled/unshuffled → bits/unshuffled',
    'channel-shuffle by 2: bits/unshuffled → bits',
  ]);
});

test('one plane of a residual sign is a sign, several are not', () => {
  expect(moved(shuffle('mixed', 'x'), planes(3))).toEqual([
    'residual-sign: x → bits/unshuffled',
    'channel-shuffle by 2: bits/unshuffled → bits',
  ]);
  expect(moved(shuffle('mixed', 'x'), planes(3, 1))).toEqual([
    'channel-shuffle by 2: x → mixed',
    'residual-sign: mixed → bits',
  ]);
});

test('numbers that others read too are shuffled as numbers', () => {
  const sum: Layer = { kind: 'add', name: 'sum', inputs: ['mixed', 'x'], element: 'float64' };
  expect(moved(shuffle('mixed', 'x'), sign('bits', 'mixed'), sum)).toEqual([
    'channel-shuffle by 2: x → mixed',
    'sign: mixed → bits',
    'add: mixed+x → sum',
  ]);
});

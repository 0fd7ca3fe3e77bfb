import { wholeWindow, type Layer, type Model } from '@bitplane/model';
import { roundToFloat32 } from './round-to-float32';

const affine: Layer = {
  kind: 'affine',
  name: 'affine',
  inputs: ['input'],
  element: 'float64',
  scale: Float64Array.of(0.1),
  offset: null,
};
const prelu: Layer = {
  kind: 'prelu',
  name: 'prelu',
  inputs: ['affine'],
  element: 'float64',
  slopes: Float64Array.of(1 / 3),
  perElement: false,
};
const average: Layer = {
  kind: 'average-pool',
  name: 'average',
  inputs: ['prelu'],
  element: 'float64',
  window: wholeWindow({ height: 1, width: 1, channels: 1 }),
};
const relu: Layer = { kind: 'relu', name: 'relu', inputs: ['average'] };

test('what stays float computes in float32 with parameters rounded once', () => {
  const model: Model = {
    name: 'head',
    input: { height: 1, width: 1, channels: 1 },
    layers: [affine, prelu, average, relu],
  };
  expect(roundToFloat32(model).layers).toEqual([
    { ...affine, element: 'float32', scale: Float32Array.of(0.1) },
    { ...prelu, element: 'float32', slopes: Float32Array.of(1 / 3) },
    { ...average, element: 'float32' },
    relu,
  ]);
});

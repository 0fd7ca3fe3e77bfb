import { kindOf, seededRandom, type Layer, type TensorOf } from '@bitplane/model';
import { direction, isPerChannel, scalarStep } from './scalar-chain';

const SHAPE = { height: 2, width: 3, channels: 4 };
const SIZE = 24;

const random = seededRandom(11);
const floats = (length: number) => Float64Array.from({ length }, () => (random.chance(0.1) ? 0 : random.bell()));
const base = { name: 'layer', inputs: ['x'] };

const LAYERS: [string, Layer][] = [
  ['relu', { kind: 'relu', ...base }],
  ['prelu per channel', { kind: 'prelu', ...base, element: 'float64', slopes: floats(4), perElement: false }],
  ['prelu per element', { kind: 'prelu', ...base, element: 'float64', slopes: floats(SIZE), perElement: true }],
  ['scale and offset', { kind: 'affine', ...base, element: 'float64', scale: floats(4), offset: floats(4) }],
  ['scale', { kind: 'affine', ...base, element: 'float64', scale: floats(4), offset: null }],
  ['offset', { kind: 'affine', ...base, element: 'float64', scale: null, offset: floats(4) }],
];

test.each(LAYERS)('a step of %s is what the interpreter computes there, to the bit', (_, layer) => {
  for (let repeat = 0; repeat < 50; repeat++) {
    const input: TensorOf<'float64'> = { element: 'float64', ...SHAPE, data: floats(SIZE) };
    const { data } = kindOf(layer).forward(layer, [input]);
    const steps = Float64Array.from(input.data, (x, element) =>
      scalarStep(layer, { channel: element % 4, element }).apply(x),
    );
    expect(steps).toEqual(data);
  }
});

const scaled = (...scale: number[]): Layer => ({
  kind: 'affine',
  ...base,
  element: 'float64',
  scale: Float64Array.from(scale),
  offset: null,
});
const bent = (...slopes: number[]): Layer => ({
  kind: 'prelu',
  ...base,
  element: 'float64',
  slopes: Float64Array.from(slopes),
  perElement: false,
});

test.each<[string, Layer[], 1 | -1 | 0 | null]>([
  ['nothing', [], 1],
  ['a rectifier', [{ kind: 'relu', ...base }, bent(0)], 1],
  ['two that fall', [scaled(-2), scaled(-1)], 1],
  ['one that falls', [bent(0.5), scaled(-2)], -1],
  ['a factor 0', [scaled(-2), scaled(0)], 0],
  ['a factor −0', [scaled(-0)], 0],
  ['a slope below 0', [bent(-0.1)], null],
])('the direction of %s', (_, layers, expected) => {
  expect(direction(layers, 0)).toBe(expected);
});

test('only slopes for each element differ inside a channel', () => {
  expect(isPerChannel(LAYERS.filter(([name]) => name !== 'prelu per element').map(([, layer]) => layer))).toBe(true);
  expect(isPerChannel(LAYERS.map(([, layer]) => layer))).toBe(false);
});

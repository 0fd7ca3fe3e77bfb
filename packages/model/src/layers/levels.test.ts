import { kindOf, signValues, type Levels, type TensorOf } from '..';

const xs = [-Infinity, -2, -1, -0.5, 0, 0.25, 0.5, 1, 3, Infinity];
const input: TensorOf<'float64'> = {
  element: 'float64',
  height: 1,
  width: xs.length,
  channels: 1,
  data: Float64Array.from(xs),
};

const layer: Levels = {
  kind: 'levels',
  name: 'levels',
  inputs: ['x'],
  code: 'thermometer',
  numBounds: 3,
  bounds: Float64Array.of(-1, 0.25, 1),
  perChannel: false,
  constantPlane: false,
};

const planesOf = (more: Partial<Levels>): number[][] => {
  const levels = { ...layer, ...more };
  const { data, channels } = kindOf(levels).forward(levels, [input]) as TensorOf<'bits'>;
  return Array.from({ length: channels }, (_, p) => [...signValues(data)].filter((__, k) => k % channels === p));
};

const levelsOfXs = [0, 0, 1, 1, 1, 2, 2, 3, 3, 3];

test('thermometer: plane p is +1 from bound p on, the bound included', () => {
  expect(planesOf({})).toEqual([0, 1, 2].map((p) => levelsOfXs.map((level) => (level > p ? 1 : -1))));
});

test('binary: the planes are the bits of the level, the most significant one first', () => {
  expect(planesOf({ code: 'binary' })).toEqual(
    [1, 0].map((p) => levelsOfXs.map((level) => ((level >> p) & 1 ? 1 : -1))),
  );
});

test('the constant plane comes last and is +1', () => {
  expect(planesOf({ constantPlane: true })).toEqual([...planesOf({}), xs.map(() => 1)]);
});

test('channels have bounds of their own, and planes of all channels', () => {
  const two: TensorOf<'float64'> = { ...input, width: 1, channels: 2, data: Float64Array.of(0, 0) };
  const levels = { ...layer, numBounds: 1, bounds: Float64Array.of(-1, 1), perChannel: true };
  expect([...signValues((kindOf<Levels>(levels).forward(levels, [two]) as TensorOf<'bits'>).data)]).toEqual([1, -1]);
});

test.each<[string, Partial<Levels>, RegExp]>([
  ['bounds that fall', { bounds: Float64Array.of(0, 1, 0.5) }, /bounds\[2\]: expected a number that is not below/],
  ['NaN', { bounds: Float64Array.of(0, NaN, 1) }, /bounds\[1\]/],
  ['too few bounds', { bounds: Float64Array.of(0, 1) }, /bounds: expected 3 elements, got 2/],
  ['a binary code of 4 levels and one', { code: 'binary', numBounds: 4 }, /2\^n − 1/],
])('rejects %s', (_, more, message) => {
  const levels = { ...layer, ...more };
  expect(() => kindOf(levels).outputType(levels, [input])).toThrow(message);
});

test('NaN is an error', () => {
  const nan: TensorOf<'float64'> = { ...input, width: 1, data: Float64Array.of(NaN) };
  expect(() => kindOf(layer).forward(layer, [nan])).toThrow(/input\[0\]: expected a number, got NaN/);
});

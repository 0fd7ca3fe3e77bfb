// Levels through the passes: as thresholds on sums, and as signs of numbers where none can be had.
import { roundHalfEven, run, seededRandom, type Layer, type Levels, type Model, type TensorOf } from '@bitplane/model';
import { applyPasses } from '.';
import { fuseThresholds } from './fuse-thresholds';
import { replaceLevels } from './replace-levels';
import { roundToFloat32 } from './round-to-float32';

const random = seededRandom(5);
const CHANNELS = 6;
const pixel = {
  size: [1, 1],
  stride: [1, 1],
  dilation: [1, 1],
  padding: { top: 0, left: 0, bottom: 0, right: 0 },
} as const;

const image: TensorOf<'uint8'> = {
  ...{ element: 'uint8', height: 4, width: 4, channels: 3 },
  data: Uint8Array.from({ length: 48 }, () => random.integer(0, 255)),
};

/** Image → numbers → signs → sums → affine → `between` → levels → sums. */
function chain(levels: Partial<Levels>, ...between: Layer[]): Model {
  const bits = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.integer(0, 1));
  const floats = (length: number): Float64Array => Float64Array.from({ length }, () => random.bell());
  const conv = (name: string, input: string, filters: number, channels: number): Layer => ({
    ...{ kind: 'binary-conv2d', name, inputs: [input], filters, window: pixel, groups: 1, padValue: 0 },
    weights: { type: 'signs', values: bits(filters * channels), mask: null },
  });
  const numBounds = levels.numBounds ?? 3;
  const perChannel = Array.from({ length: CHANNELS }, () => floats(numBounds).sort());
  const bounds = Float64Array.from(
    { length: numBounds * CHANNELS },
    (_, k) => perChannel[k % CHANNELS][Math.floor(k / CHANNELS)],
  );
  const level: Levels = {
    ...{ kind: 'levels', name: 'levels', inputs: [between.at(-1)?.name ?? 'affine'], code: 'thermometer', numBounds },
    ...{ bounds, perChannel: true, constantPlane: false },
    ...levels,
  };
  const planes = (level.code === 'binary' ? Math.log2(numBounds + 1) : numBounds) + (level.constantPlane ? 1 : 0);
  return {
    name: 'chain',
    input: image,
    layers: [
      { kind: 'normalize', name: 'numbers', inputs: ['input'], zeroPoints: Uint8Array.of(128, 120, 100), scale: 1 },
      { kind: 'sign', name: 'signs', inputs: ['numbers'] },
      conv('sums', 'signs', CHANNELS, 3),
      {
        kind: 'affine',
        name: 'affine',
        inputs: ['sums'],
        element: 'float64',
        scale: floats(CHANNELS),
        offset: floats(CHANNELS),
      },
      ...between,
      level,
      conv('scores', 'levels', 4, planes * CHANNELS),
    ],
  };
}

const layerOf = (model: Model, name: string): number[] => {
  let found: number[] = [];
  run(model, image, (layer, { data }) => {
    if (layer.name === name) found = [...data];
  });
  return found;
};

const pool: Layer = {
  kind: 'max-pool',
  name: 'pool',
  inputs: ['affine'],
  window: { ...pixel, size: [2, 2], stride: [2, 2] },
};
const EVEN = { bounds: Float64Array.of(-1, 0, 1), perChannel: false } as const;

const CASES: [string, Partial<Levels>][] = [
  ['a thermometer', {}],
  ['a thermometer of one plane', { numBounds: 1 }],
  ['a thermometer with a constant plane', { constantPlane: true }],
  ['a binary code', { code: 'binary' }],
  ['a binary code of 8 levels with a constant plane', { code: 'binary', numBounds: 7, constantPlane: true }],
  ['a binary code of even steps', { code: 'binary', ...EVEN }],
  [
    'a binary code of which the last level is out of reach',
    { code: 'binary', bounds: Float64Array.of(-1, 1, Infinity), perChannel: false },
  ],
];

test.each(CASES)('%s becomes thresholds, to the bit', (_, levels) => {
  for (const between of [[], [pool]]) {
    const model = chain(levels, ...between);
    const fused = fuseThresholds(model);
    expect(layerOf(fused, 'levels')).toEqual(layerOf(model, 'levels'));
    const isFused = levels.code !== 'binary' || between.length === 0;
    expect(fused.layers.some(({ kind }) => kind === 'levels')).toBe(!isFused);
  }
});

test.each(CASES)('%s becomes signs, to the bit', (_, levels) => {
  const model = chain(levels);
  const replaced = replaceLevels(model);
  expect(replaced.layers.some(({ kind }) => kind === 'levels')).toBe(false);
  expect(layerOf(replaced, 'levels')).toEqual(layerOf(model, 'levels'));
});

test('a number beyond all bounds has the last level that can be reached', () => {
  const far = { kind: 'affine', name: 'far', inputs: ['affine'], element: 'float64', offset: null } as const;
  const scale = new Float64Array(CHANNELS).fill(1000);
  const model = chain(
    { code: 'binary', bounds: Float64Array.of(-1, 1, Infinity), perChannel: false },
    { ...far, scale },
  );
  expect(layerOf(replaceLevels(model), 'levels')).toEqual(layerOf(model, 'levels'));
});

test('all passes leave none', () => {
  for (const [, levels] of CASES)
    expect(applyPasses(chain(levels, pool)).layers.some(({ kind }) => kind === 'levels')).toBe(false);
});

/** The numbers of float32 from which on round(x / scale) is 1, 2 … count. */
const halfEvenBounds = (scale: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, t) => {
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, (t + 0.5) * scale * (1 - 1e-6));
    while (roundHalfEven(Math.fround(view.getFloat32(0) / scale)) <= t) view.setInt32(0, view.getInt32(0) + 1);
    return view.getFloat32(0);
  });

test.each([1, 0.25, 1 / 15, 0.3, 0.0371].map(Math.fround))('ties of a step of %d go to the even level', (scale) => {
  for (const [numBounds, reached] of [
    [3, 3],
    [7, 7],
    [15, 15],
    [15, 12],
  ]) {
    const bounds = Float64Array.from({ length: numBounds }, (_, t) => halfEvenBounds(scale, reached)[t] ?? Infinity);
    const halves = Float64Array.from({ length: 256 }, (_, u) => Math.fround(((u - 8) / 2) * scale));
    const model: Model = {
      name: 'ties',
      input: { height: 1, width: 256, channels: 1 },
      layers: [
        { kind: 'byte-table', name: 'x', inputs: ['input'], element: 'float64', perChannel: false, table: halves },
        {
          ...{ kind: 'levels', name: 'levels', inputs: ['x'], code: 'binary', constantPlane: false },
          numBounds,
          bounds,
          perChannel: false,
        },
      ],
    };
    const bytes: TensorOf<'uint8'> = {
      element: 'uint8',
      ...model.input,
      data: Uint8Array.from({ length: 256 }, (_, u) => u),
    };
    expect([...run(roundToFloat32(replaceLevels(model)), bytes).data]).toEqual([...run(model, bytes).data]);
  }
});

test('ties stay where they are when a scale and an offset before the levels are merged with theirs', () => {
  // round(x / 0.25) from -7 to 7: a number halfway goes to the even one.
  const bounds = Float64Array.from({ length: 15 }, (_, t) => {
    const [code, half] = [t - 6, (t - 6.5) * 0.25];
    if (code > 7) return Infinity;
    return code % 2 === 0 ? half : Math.fround(half + 0.6 * Math.abs(half) * 2 ** -23);
  });
  const model: Model = {
    name: 'ties',
    input: { height: 1, width: 256, channels: 1 },
    layers: [
      { kind: 'normalize', name: 'x', inputs: ['input'], zeroPoints: Uint8Array.of(128), scale: 1 },
      { kind: 'relu', name: 'relu', inputs: ['x'] },
      {
        ...{ kind: 'affine', name: 'affine', inputs: ['relu'], element: 'float64' },
        ...{ scale: Float64Array.of(0.125), offset: Float64Array.of(-1.375) },
      },
      {
        ...{ kind: 'levels', name: 'levels', inputs: ['affine'], code: 'binary', constantPlane: false },
        ...{ numBounds: 15, bounds, perChannel: false },
      },
    ],
  };
  const bytes: TensorOf<'uint8'> = {
    ...{ element: 'uint8', ...model.input },
    data: Uint8Array.from({ length: 256 }, (_, u) => u),
  };
  expect([...run(applyPasses(model), bytes).data]).toEqual([...run(model, bytes).data]);
});

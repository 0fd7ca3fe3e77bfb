import {
  randomImages,
  run,
  type Layer,
  type Model,
  type MultiThreshold,
  type TensorOf,
  type Threshold,
} from '@bitplane/model';
import { applyPasses } from '.';
import { fuseThresholds } from './fuse-thresholds';
import { quantizeKernels } from './quantize-kernels';
import type { Remark } from './remark';

const window = (size: number, stride: number) =>
  ({
    size: [size, size],
    stride: [stride, stride],
    dilation: [1, 1],
    padding: { top: 0, left: 0, bottom: 0, right: 0 },
  }) as const;

/** One channel of bytes, one filter of weight 127 = 127·1: the accumulator is 127·(u − 128). */
function network(...between: Layer[]): Model {
  const last = between[between.length - 1].name;
  return {
    name: 'small',
    input: { height: 2, width: 2, channels: 1 },
    layers: [
      { kind: 'normalize', name: 'normalize', inputs: ['input'], zeroPoints: Uint8Array.of(128), scale: 1 },
      {
        kind: 'conv2d',
        name: 'conv',
        inputs: ['normalize'],
        filters: 1,
        window: window(1, 1),
        groups: 1,
        weights: Float32Array.of(127),
        bias: null,
        weightBits: 8,
      },
      ...between,
      { kind: 'sign', name: 'sign', inputs: [last] },
      {
        kind: 'binary-conv2d',
        name: 'out',
        inputs: ['sign'],
        filters: 1,
        window: window(1, 1),
        groups: 1,
        padValue: 0,
        weights: { type: 'latent', quantizer: 'sign', values: Float32Array.of(1) },
      },
    ],
  };
}

const prelu = (name: string, input: string, slopes: number[], perElement = false): Layer => ({
  kind: 'prelu',
  name,
  inputs: [input],
  element: 'float64',
  slopes: Float64Array.from(slopes),
  perElement,
});
const affine = (name: string, input: string, scale: number, offset: number): Layer => ({
  kind: 'affine',
  name,
  inputs: [input],
  element: 'float64',
  scale: Float64Array.of(scale),
  offset: Float64Array.of(offset),
});
const pool = (name: string, input: string): Layer => ({
  kind: 'max-pool',
  name,
  inputs: [input],
  window: window(2, 2),
});

const thresholdOf = (model: Model) =>
  applyPasses(model).layers.find((layer): layer is Threshold => layer.kind === 'threshold')!;

test('one slope for each element makes one threshold for each element', () => {
  const { perElement, lower, upper, flip } = thresholdOf(
    network(prelu('prelu', 'conv', [0.5, -1, 0, 2], true), affine('norm', 'prelu', 1, -127 * 20)),
  );
  expect(perElement).toBe(true);
  // Slope −1: |acc| ≥ 2540, outside of −2539 … 2539. The others: acc ≥ 2540; that no sum lies near is no matter.
  expect([...lower]).toEqual([2540, -2539, 2540, 2540]);
  expect(upper?.[1]).toBe(2539);
  expect([...flip]).toEqual([0, 1, 0, 0]);
});

test('slopes that never show make one threshold for each channel', () => {
  const slopes = prelu('prelu', 'conv', [0.5, 0.25, 0, 2], true);
  const { perElement, lower } = thresholdOf(network(slopes, affine('norm', 'prelu', 1, -127 * 20)));
  expect({ perElement, lower: [...lower] }).toEqual({ perElement: false, lower: [2540] });
});

test('a falling chain after the pool takes the smallest', () => {
  const { layers } = applyPasses(network(pool('pool', 'conv'), affine('norm', 'pool', -1, 0)));
  expect(layers.map(({ kind, name }) => [kind, name])).toEqual([
    ['int8-conv2d', 'conv/sums'],
    ['threshold', 'sign/unpooled'],
    ['bit-max-pool', 'sign'],
    ['binary-conv2d', 'out/sums'],
    ['affine', 'out'],
  ]);
  expect(layers[2]).toMatchObject({ minimum: Uint8Array.of(1) });
});

test.each<[string, Layer[]]>([
  ['a chain that bends after the pool', [pool('pool', 'conv'), prelu('bent', 'pool', [-1])]],
  [
    'slopes for each element after the pool',
    [pool('pool', 'conv'), prelu('late', 'pool', new Array<number>(16).fill(1), true)],
  ],
])('%s stays a sign of numbers', (_, between) => {
  const model = network(...between);
  const input = { ...model.input, height: 8, width: 8 };
  const { layers } = applyPasses({ ...model, input });
  expect(layers.slice(0, -2).map(({ name }) => name)).toEqual([
    'conv/sums',
    'conv',
    ...between.map(({ name }) => name),
    'sign',
  ]);
});

test('pools in a row become pools of bits, the smallest where what follows one falls', () => {
  const between = [
    pool('first', 'conv'),
    affine('down', 'first', -1, 127),
    pool('second', 'down'),
    prelu('p', 'second', [0.5]),
  ];
  const model = { ...network(...between), input: { height: 8, width: 8, channels: 1 } };
  const finished = applyPasses(model);
  expect(finished.layers.slice(1, -2)).toMatchObject([
    { kind: 'threshold', name: 'sign/unpooled' },
    { kind: 'bit-max-pool', name: 'sign/first', inputs: ['sign/unpooled'], minimum: Uint8Array.of(1) },
    { kind: 'bit-max-pool', name: 'sign', inputs: ['sign/first'], minimum: Uint8Array.of(0) },
  ]);
  for (const image of randomImages(model, 8, 1)) expect(bitsOf(finished, image)).toEqual(bitsOf(model, image));
});

const bitsOf = (model: Model, image: TensorOf<'uint8'>): number[] => {
  let bits: number[] = [];
  run(model, image, ({ name }, { data }) => {
    if (name === 'sign') bits = Array.from(data);
  });
  return bits;
};

test.each(['thermometer', 'binary'] as const)(
  'levels of more planes than a threshold holds, %s: several, joined',
  (code) => {
    const bounds = Float64Array.from({ length: 31 }, (_, t) => 8 * t - 120);
    const levels: Layer = {
      ...{ kind: 'levels', name: 'sign', inputs: ['norm'], code, numBounds: 31, bounds, perChannel: false },
      constantPlane: true,
    };
    const planes = code === 'thermometer' ? 32 : 6;
    const model = network(affine('norm', 'conv', 1 / 127, 0));
    const layers = model.layers.map((layer) => {
      if (layer.kind === 'sign') return levels;
      if (layer.kind !== 'binary-conv2d') return layer;
      return {
        ...layer,
        weights: { type: 'latent', quantizer: 'sign', values: new Float32Array(planes).fill(1) },
      } as const;
    });
    const finished = applyPasses({ ...model, layers });
    const kinds = new Set(finished.layers.slice(1, -2).map(({ kind }) => kind));
    expect([...kinds]).toEqual(['multi-threshold', 'concat']);
    for (const image of randomImages(model, 8, 1))
      expect(bitsOf(finished, image)).toEqual(bitsOf({ ...model, layers }, image));
  },
);

test.each<[string, Layer[], RegExp, string[]]>([
  [
    'a chain that bends after its pool',
    [pool('pool', 'conv'), prelu('bent', 'pool', [-1])],
    /what follows pool \(max-pool\) falls and rises/,
    ['conv', 'pool', 'bent'],
  ],
  [
    'a mean',
    [
      { kind: 'average-pool', name: 'mean', inputs: ['conv'], element: 'float64', window: window(2, 2) },
      affine('norm', 'mean', 1, 2),
    ],
    /mean \(average-pool\) makes means/,
    ['mean', 'norm'],
  ],
  [
    'a shortcut',
    [{ kind: 'add', name: 'shortcut', inputs: ['conv', 'conv'], element: 'float64' }, prelu('slopes', 'shortcut', [2])],
    /shortcut \(add\) adds the numbers of two branches/,
    ['shortcut', 'slopes'],
  ],
  [
    'numbers that are read twice',
    [
      affine('norm', 'conv', 1, 2),
      { kind: 'relu', name: 'other', inputs: ['norm'] },
      { kind: 'add', name: 'both', inputs: ['norm', 'other'], element: 'float64' },
      prelu('last', 'norm', [1]),
    ],
    /norm \(affine\) is read by other \(relu\) and both \(add\) and last/,
    ['norm', 'last'],
  ],
])('%s: the remark says why, and which layers stay', (_, between, why, stay) => {
  const remarks: Remark[] = [];
  fuseThresholds(quantizeKernels(network(...between)), (remark) => remarks.push(remark));
  expect(remarks).toHaveLength(1);
  expect(remarks[0].why).toMatch(why);
  expect(remarks[0].change).not.toBe('');
  expect(remarks[0].layers).toEqual([...stay, 'sign']);
});

test('a set of three pieces makes a threshold of three intervals', () => {
  const chain = [
    prelu('p1', 'conv', [-1]),
    affine('a1', 'p1', 1, -127 * 50),
    prelu('p2', 'a1', [-1]),
    affine('a2', 'p2', 1, -127 * 20),
  ];
  // ||u − 128| − 50| ≥ 20, in steps of 127.
  const { layers } = applyPasses(network(...chain));
  expect(layers[1]).toMatchObject({
    kind: 'multi-threshold',
    name: 'sign',
    perElement: false,
    planes: 1,
    intervals: 3,
  });
  const { lower, upper } = layers[1] as MultiThreshold;
  const inside = (acc: number) => lower.some((bound, k) => bound <= acc && acc <= upper[k]);
  for (let u = 0; u < 256; u++) {
    expect(inside(127 * (u - 128))).toBe(Math.abs(Math.abs(u - 128) - 50) >= 20);
  }
});

/** The same network with signs of two planes, which two groups of the last convolution read. */
function withPlanes(model: Model): Model {
  const layers = model.layers.map((layer): Layer => {
    if (layer.kind === 'sign')
      return { ...layer, kind: 'residual-sign', element: 'float64', scales: Float64Array.of(16, 8) };
    if (layer.kind !== 'binary-conv2d') return layer;
    return { ...layer, weights: { type: 'latent', quantizer: 'sign', values: Float32Array.of(1, 1) } };
  });
  return { ...model, layers };
}

test('a residual sign of sums makes a threshold of planes, with the same signs', () => {
  const model = withPlanes(network(affine('norm', 'conv', 1 / 127, -3)));
  const { layers } = applyPasses(model);
  expect(layers.map(({ kind }) => kind)).toEqual(['int8-conv2d', 'multi-threshold', 'binary-conv2d', 'affine']);
  expect(layers[1]).toMatchObject({ name: 'sign', planes: 2, intervals: 2 });
  const signsOf = (network: Model, image: TensorOf<'uint8'>): number[] => {
    let signs: number[] = [];
    run(network, image, ({ name }, { data }) => {
      if (name === 'sign') signs = Array.from(data);
    });
    return signs;
  };
  for (let u = 0; u < 256; u += 4) {
    const data = Uint8Array.of(u, u + 1, u + 2, u + 3);
    const image = { element: 'uint8', height: 2, width: 2, channels: 1, data } as const;
    expect(signsOf(applyPasses(model), image)).toEqual(signsOf(model, image));
  }
});

test('a pool in front of several planes stays numbers: the largest number need not have the largest code', () => {
  const { layers } = applyPasses(withPlanes(network(pool('pool', 'conv'))));
  expect(layers.map(({ kind }) => kind)).toContain('residual-sign');
});

test('a chain of which something else reads a part stays numbers, its sign too', () => {
  const model = network(affine('norm', 'conv', 1, 0));
  const shortcut: Layer = { kind: 'add', name: 'shortcut', inputs: ['norm', 'out'], element: 'float64' };
  const { layers } = applyPasses({ ...model, layers: [...model.layers, shortcut] });
  expect(layers.map(({ kind, name }) => [kind, name])).toEqual([
    ['int8-conv2d', 'conv/sums'],
    ['affine', 'norm'],
    ['sign', 'sign'],
    ['binary-conv2d', 'out'],
    ['affine', 'out/float'],
    ['add', 'shortcut'],
  ]);
});

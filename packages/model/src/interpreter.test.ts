import { INPUT, type Layer, type Model } from './graph';
import { requireAllRead, inferTypes, modelCost, run } from './interpreter';
import { errorCode, tensor, values, windowOf } from './test-support/build';

const SHAPE = { height: 1, width: 2, channels: 1 };

const normalize = (name: string, input: string): Layer => ({
  kind: 'normalize',
  name,
  inputs: [input],
  zeroPoints: Uint8Array.of(1),
  scale: 0.5,
});
const relu = (name: string, input: string): Layer => ({ kind: 'relu', name, inputs: [input] });
const model = (...layers: Layer[]): Model => ({ name: 'small', input: SHAPE, layers });

test('runs the layers in order, hands each output out and returns the last', () => {
  const seen: [string, number[]][] = [];
  const net = model(normalize('a', INPUT), relu('b', 'a'));
  const output = run(net, tensor('uint8', [1, 2, 1], [0, 5]), (layer, y) => seen.push([layer.name, values(y)]));
  expect(seen).toEqual([
    ['a', [-0.5, 2]],
    ['b', [0, 2]],
  ]);
  expect(values(output)).toEqual([0, 2]);
});

test('a layer may read any earlier one', () => {
  const net = model(normalize('a', INPUT), relu('b', 'a'), relu('c', 'a'));
  expect(values(run(net, tensor('uint8', [1, 2, 1], [0, 5])))).toEqual([0, 2]);
});

test('a tensor stays until its last reader has run, and may be read twice by one layer', () => {
  const add = (name: string, ...inputs: string[]): Layer => ({ kind: 'add', name, inputs, element: 'float64' });
  const net = model(normalize('a', INPUT), relu('b', 'a'), add('c', 'a', 'b'), add('d', 'c', 'c'), add('e', 'a', 'd'));
  expect(values(run(net, tensor('uint8', [1, 2, 1], [0, 5])))).toEqual([-0.5 + 2 * -0.5, 2 + 2 * 4]);
});

test('requireAllRead rejects an output that nobody reads, unless it is the last', () => {
  const net = model(normalize('a', INPUT), relu('b', 'a'), relu('c', 'a'));
  expect(() => requireAllRead(net)).toThrow("layer 'b' (relu): expected a later layer to read it, got none; remove it");
  expect(errorCode(() => requireAllRead(net))).toBe('E_LAYER');
  expect(() => requireAllRead(model(normalize('a', INPUT), relu('b', 'a')))).not.toThrow();
});

test('types begin with the image and follow the layers', () => {
  const net = model(normalize('a', INPUT), relu('b', 'a'));
  expect([...inferTypes(net)].map(([name, type]) => [name, type.element])).toEqual([
    [INPUT, 'uint8'],
    ['a', 'float64'],
    ['b', 'float64'],
  ]);
});

test.each([
  [model(), 'E_LAYER', "model 'small': expected at least one layer, got none"],
  [model(normalize('a', INPUT), relu('a', 'a')), 'E_LAYER', "layer 'a' (relu): expected a name of its own"],
  [model(normalize(INPUT, INPUT)), 'E_LAYER', "layer 'input' (normalize): expected a name of its own"],
  [model(normalize('', INPUT)), 'E_LAYER', "layer '' (normalize): expected a name of its own"],
  [
    model(relu('b', 'a'), normalize('a', INPUT)),
    'E_LAYER',
    "expected its input to be 'input' or an earlier layer, got 'a'",
  ],
  [model(relu('a', INPUT)), 'E_LAYER', "input 'input': expected int32 or float32 or float64, got uint8"],
  [model({ ...relu('a', INPUT), inputs: [] }), 'E_LAYER', 'inputs: expected one input, got 0'],
  [model({ kind: 'lstm', name: 'a', inputs: [] } as unknown as Layer), 'E_LAYER', "got 'lstm'"],
  [{ ...model(normalize('a', INPUT)), input: { ...SHAPE, height: 0 } }, 'E_SHAPE', 'got 0×2×1'],
  [{ ...model(normalize('a', INPUT)), input: { ...SHAPE, height: 2 ** 30 } }, 'E_SHAPE', 'a product below 2^31'],
])('rejects a model that cannot be: %#', (net, code, message) => {
  expect(() => inferTypes(net)).toThrow(message);
  expect(errorCode(() => inferTypes(net))).toBe(code);
});

test('rejects an image of another shape', () => {
  const net = model(normalize('a', INPUT));
  expect(() => run(net, tensor('uint8', [2, 1, 1], [0, 5]))).toThrow(
    'image: expected uint8 1×2×1, got uint8 2×1×1 of 2 elements',
  );
});

test('the reference topology costs 1.77 M integer and 23.8 M binary multiply-adds and has 222,464 binary weights', () => {
  const same = windowOf([3, 3], { padding: { top: 1, left: 1, bottom: 1, right: 1 } });
  const names = ['conv1', 'bits1', 'pool1', 'conv2', 'bits2', 'pool2', 'conv3', 'bits3', 'pool3', 'conv4'];
  const place = (k: number) => ({ name: names[k], inputs: [names[k - 1] ?? INPUT] });
  const binary = (k: number, [filters, length]: [number, number], window = same): Layer => ({
    kind: 'binary-conv2d',
    ...place(k),
    filters,
    window,
    groups: 1,
    padValue: 0,
    weights: { type: 'signs', values: new Uint8Array(filters * length), mask: null },
  });
  const bits = (k: number, length: number): Layer => ({
    kind: 'threshold',
    ...place(k),
    perElement: length > 128,
    lower: new Int32Array(length),
    upper: null,
    flip: new Uint8Array(length),
  });
  const pool = (k: number, channels: number): Layer => ({
    kind: 'bit-max-pool',
    ...place(k),
    window: windowOf([3, 3], { stride: [2, 2] }),
    minimum: new Uint8Array(channels),
  });
  const conv1: Layer = {
    kind: 'int8-conv2d',
    ...place(0),
    filters: 64,
    window: same,
    groups: 1,
    weights: new Int8Array(64 * 27),
    zeroPoints: new Uint8Array(3),
  };
  const layers = [
    conv1,
    bits(1, 64),
    pool(2, 64),
    binary(3, [128, 576]),
    bits(4, 15 * 15 * 128),
    pool(5, 128),
    binary(6, [128, 1152]),
    bits(7, 7 * 7 * 128),
    pool(8, 128),
    binary(9, [10, 128], windowOf([1, 1])),
  ];
  const costs = modelCost({ name: 'reference', input: { height: 32, width: 32, channels: 3 }, layers });
  const total = (of: (cost: (typeof costs)[number]) => number) => costs.reduce((sum, cost) => sum + of(cost), 0);
  expect(total((cost) => cost.integerMacs)).toBe(32 * 32 * 64 * 27);
  expect(total((cost) => cost.binaryMacs)).toBe(15 * 15 * 128 * 576 + 7 * 7 * 128 * 1152 + 3 * 3 * 10 * 128);
  expect(total((cost) => cost.weightBits.binary)).toBe(222_464);
  expect(total((cost) => cost.weightBits.int8)).toBe(8 * 1728);
  expect(costs[4].weightBits.other).toBe(15 * 15 * 128 * 17);
  expect(costs[9].output).toEqual({ element: 'int32', height: 3, width: 3, channels: 10 });
});

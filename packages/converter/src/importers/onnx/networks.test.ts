// Whole networks as the tools write them, against onnxruntime.
import type { DraftAttribute, DraftOptions } from '../../test-support/onnx-draft';
import { compareBitsWithOnnxruntime, compareWithOnnxruntime, type Net } from '../../test-support/onnx-net';

const bipolar = (net: Net, x: string): string => net.node('BipolarQuant', [x, net.scalar(1)]);

const norm = (net: Net, x: string, channels: number): string =>
  net.node('BatchNormalization', [
    x,
    net.floats(channels),
    net.floats(channels),
    net.floats(channels),
    net.constant([channels], net.positive(channels)),
  ]);

const conv = (net: Net, x: string, weights: string, attributes: Record<string, DraftAttribute> = {}): string =>
  net.node('Conv', [x, weights], attributes);

/** Brevitas' BatchNorm of a whole tensor, spelt out. */
function tensorNorm(net: Net, x: string): string {
  const deviation = net.node('Pow', [net.constant([1], [2.3]), net.scalar(0.5)]);
  const centred = net.node('Div', [net.node('Sub', [x, net.floats(1)]), deviation]);
  return net.node('Add', [net.node('Mul', [centred, net.floats(1)]), net.floats(1)]);
}

/** Brevitas' TFC: signs of the image, dense layers with weights [out, in] that are turned after their quantizer. */
function fullyConnected(net: Net, activate: (net: Net, x: string) => string): string {
  const dense = (x: string, inputs: number, units: number): string => {
    const weights = net.node('Transpose', [bipolar(net, net.floats(units, inputs))], { perm: [1, 0] });
    return net.node('MatMul', [x, weights]);
  };
  const centred = net.node('Sub', [net.node('Mul', ['x', net.scalar(2)]), net.constant([1], [1])]);
  let x = net.node('Reshape', [activate(net, centred), net.ints(1, -1)]);
  for (const [inputs, units] of [
    [64, 32],
    [32, 32],
  ])
    x = activate(net, norm(net, dense(x, inputs, units), units));
  return tensorNorm(net, dense(x, 32, 10));
}

const GRAY: DraftOptions = { dims: [1, 1, 8, 8] };
const quant =
  (bits: number) =>
  (net: Net, x: string): string =>
    net.node('Quant', [x, net.scalar(0.5), net.scalar(0), net.scalar(bits)], {
      signed: 1,
      narrow: 1,
      rounding_mode: 'ROUND',
    });

test('TFC of 1 bit: the whole network is binary', async () => {
  const layers = await compareWithOnnxruntime((net) => fullyConnected(net, bipolar), GRAY);
  const kinds = layers.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'binary-conv2d')).toHaveLength(3);
  expect(kinds).not.toContain('float-conv2d');
});

test('TFC of 2 bits', async () => {
  await compareWithOnnxruntime((net) => fullyConnected(net, quant(2)), GRAY);
});

/**
 * ReActNet: a shift before the sign, scaled signs of weights, two shifts around PReLU, shortcuts by pooling and
 * doubling.
 */
function reactNet(net: Net): string {
  const shift = (x: string, channels: number): string => net.node('Add', [x, net.floats(1, channels, 1, 1)]);
  const binary = (x: string, filters: number, channels: number, attributes: Record<string, DraftAttribute>): string => {
    const latent = net.floats(filters, channels, 3, 3);
    const clipped = net.node('Clip', [latent, net.scalar(-1), net.scalar(1)]);
    const scale = net.node('ReduceMean', [net.node('Abs', [latent])], { axes: [1, 2, 3] });
    const scaled = net.node('Mul', [scale, net.node('Sign', [latent])]);
    const weights = net.node('Add', [net.node('Sub', [scaled, clipped]), clipped]);
    // The gradient of the sign is that of a polynomial, which is added and taken away again.
    const shifted = shift(x, channels);
    const gradient = net.node('Mul', [shifted, net.node('Sub', [net.scalar(2), shifted])]);
    const signs = net.node('Add', [net.node('Sub', [net.signs(shifted), gradient]), gradient]);
    return conv(net, signs, weights, { pads: [1, 1, 1, 1], ...attributes });
  };
  const activate = (x: string, channels: number): string =>
    shift(net.node('PRelu', [shift(x, channels), net.floats(channels, 1, 1)]), channels);

  const stem = norm(net, net.stem(8), 8);
  const same = activate(net.node('Add', [norm(net, binary(stem, 8, 8, {}), 8), stem]), 8);
  const half = norm(net, binary(same, 8, 8, { strides: [2, 2] }), 8);
  const shortcut = net.node('AveragePool', [same], { kernel_shape: [2, 2], strides: [2, 2] });
  const first = activate(net.node('Add', [half, shortcut]), 8);
  const wide = [0, 1].map(() => net.node('Add', [norm(net, binary(first, 8, 8, {}), 8), first]));
  const joined = net.node('Concat', wide, { axis: 1 });
  return net.scores(net.node('GlobalAveragePool', [activate(joined, 16)]), 16);
}

test('ReActNet: four binary convolutions, floats between', async () => {
  const layers = await compareWithOnnxruntime(reactNet);
  const wide = layers.filter((layer) => layer.kind === 'binary-conv2d' && layer.filters === 8 && layer.groups === 1);
  expect(wide).toHaveLength(4);
});

test('the same operators in the oldest and the newest versions', async () => {
  const build = (net: Net): string => {
    const x = norm(net, net.stem(), 4);
    const pooled = net.node('MaxPool', [net.node('LeakyRelu', [x])], { kernel_shape: [2, 2], strides: [2, 2] });
    const weights = net.constant([6, 4, 3, 3], net.numbers(216).map(Math.sign));
    return net.scores(net.node('Conv', [net.node('Sign', [pooled]), weights], { pads: [1, 1, 1, 1] }), 6 * 16);
  };
  for (const options of [
    { opset: 9, irVersion: 3 },
    { opset: 13 },
    { opset: 21, irVersion: 10 },
    { opset: 22, irVersion: 11 },
  ])
    await compareWithOnnxruntime(build, options);
});

test('a batch that is fixed, and one that is free', async () => {
  const build = (net: Net): string =>
    net.node('Gemm', [net.node('Reshape', [net.stem(), net.ints(-1, 256)]), net.floats(256, 5)]);
  for (const batch of [1, 'n']) await compareWithOnnxruntime(build, { dims: [batch, 3, 8, 8] });
});

test('the domain of older Brevitas', async () => {
  await compareWithOnnxruntime((net) => fullyConnected(net, bipolar), { ...GRAY, domain: 'onnx.brevitas' });
});

test('ShuffleNet: convolutions with groups, a shuffle, a depthwise convolution, and groups again', async () => {
  const shuffle = (net: Net, x: string): string => {
    const split = net.node('Reshape', [x, net.ints(-1, 2, 4, 8, 8)]);
    return net.node('Reshape', [net.node('Transpose', [split], { perm: [0, 2, 1, 3, 4] }), net.ints(-1, 8, 8, 8)]);
  };
  await compareWithOnnxruntime((net) => {
    const grouped = conv(net, net.stem(8), net.floats(8, 4, 1, 1), { group: 2 });
    const deep = net.node('Conv', [shuffle(net, grouped), net.floats(8, 1, 3, 3), net.floats(8)], {
      group: 8,
      pads: [1, 1, 1, 1],
    });
    const again = conv(net, shuffle(net, norm(net, deep, 8)), net.floats(8, 4, 1, 1), { group: 2 });
    return net.scores(again, 512);
  });
  await compareWithOnnxruntime((net) => {
    const weights = (...dims: number[]): string =>
      net.node('BipolarQuant', [net.floats(...dims), net.constant([8, 1, 1, 1], net.positive(8))]);
    const signs = (x: string): string => net.node('BipolarQuant', [x, net.scalar(1)]);
    const deep = conv(net, shuffle(net, signs(net.stem(8))), weights(8, 1, 3, 3), { group: 8, pads: [1, 1, 1, 1] });
    return net.scores(conv(net, shuffle(net, signs(norm(net, deep, 8))), weights(8, 4, 1, 1), { group: 2 }), 512);
  });
});

/** Signs of the image; then blocks of a binary convolution, batch norm, PReLU, a shortcut and a quantizer. */
function exactNet(net: Net, quantise: (net: Net, x: string) => string): string {
  const weights = (filters: number, channels: number): string => bipolar(net, net.floats(filters, channels, 3, 3));
  const block = (x: string, channels: number): string => {
    const y = norm(net, conv(net, quantise(net, x), weights(8, channels), { pads: [1, 1, 1, 1] }), 8);
    return net.node('PRelu', [y, net.floats(8, 1, 1)]);
  };
  const first = block(bipolar(net, net.node('Sub', ['x', net.scalar(0.5)])), 3);
  const second = net.node('Add', [block(first, 8), first]);
  const pooled = net.node('MaxPool', [second], { kernel_shape: [2, 2], strides: [2, 2] });
  const third = net.node('LeakyRelu', [norm(net, conv(net, quantise(net, pooled), weights(8, 8)), 8)]);
  const last = conv(net, quantise(net, third), bipolar(net, net.floats(6, 8, 2, 2)));
  return net.node('Mul', [norm(net, net.node('Flatten', [last]), 6), net.floats(6)]);
}

test.each<[string, (net: Net, x: string) => string]>([
  ['signs', bipolar],
  ['ternary activations', quant(2)],
  [
    'activations of 2 bits',
    (net, x) =>
      net.node('Quant', [x, net.scalar(0.25), net.scalar(0), net.scalar(2)], {
        signed: 0,
        narrow: 0,
        rounding_mode: 'ROUND',
      }),
  ],
])('%s: where all sums are exact, every score has the bits of onnxruntime', async (_, quantise) => {
  for (let seed = 0; seed < 5; seed++) await compareBitsWithOnnxruntime((net) => exactNet(net, quantise));
});

const shuffled = (net: Net, x: string, groups: number, channels: number): string => {
  const split = net.node('Reshape', [x, net.ints(-1, groups, channels / groups, 8, 8)]);
  const turned = net.node('Transpose', [split], { perm: [0, 2, 1, 3, 4] });
  return net.node('Reshape', [turned, net.ints(-1, channels, 8, 8)]);
};

test('a shuffle between convolutions with groups is a shuffle, of bits where signs are read', async () => {
  const floats = await compareWithOnnxruntime((net) =>
    net.scores(conv(net, shuffled(net, net.stem(8), 2, 8), net.floats(8, 2, 1, 1), { group: 4 }), 512),
  );
  expect(floats.map(({ kind }) => kind)).toContain('channel-shuffle');
  const signs = await compareWithOnnxruntime((net) => {
    const weights = (...dims: number[]): string => bipolar(net, net.floats(...dims));
    const first = conv(net, bipolar(net, net.stem(8)), weights(8, 4, 1, 1), { group: 2 });
    const second = conv(net, bipolar(net, shuffled(net, norm(net, first, 8), 2, 8)), weights(8, 4, 1, 1), { group: 2 });
    return net.scores(second, 512);
  });
  const kinds = signs.map(({ kind }) => kind);
  expect(kinds.slice(kinds.indexOf('threshold'))).toEqual(expect.arrayContaining(['channel-shuffle', 'binary-conv2d']));
});

test('ShuffleNet v2: half of the channels go around, then all are shuffled', async () => {
  await compareWithOnnxruntime((net) => {
    const [left, right] = net.split(norm(net, net.stem(8), 8), 2);
    const half = conv(net, net.node('Relu', [right]), net.floats(4, 4, 3, 3), { pads: [1, 1, 1, 1] });
    const joined = shuffled(net, net.node('Concat', [left, half], { axis: 1 }), 2, 8);
    const again = net.node('Concat', [joined, net.node('Add', [joined, net.stem(8)])], { axis: 1 });
    return net.scores(again, 1024);
  });
});

test('DoReFa, spelt out: the levels are a quantizer, whatever it is written as', async () => {
  for (const [op, n] of [
    ['Round', 3],
    ['Round', 15],
    ['Floor', 3],
    ['Ceil', 2],
    ['Round', 63],
  ] as const) {
    const layers = await compareWithOnnxruntime((net) => {
      const clipped = net.node('Clip', [norm(net, net.stem(4), 4), net.scalar(0), net.scalar(1)]);
      const levels = net.node('Div', [net.node(op, [net.node('Mul', [clipped, net.scalar(n)])]), net.scalar(n)]);
      return net.scores(conv(net, levels, bipolar(net, net.floats(6, 4, 3, 3)), { pads: [1, 1, 1, 1] }), 6 * 64);
    });
    expect(layers.map(({ kind }) => kind)).toContain(n === 63 ? 'int8-conv2d' : 'binary-conv2d');
  }
});

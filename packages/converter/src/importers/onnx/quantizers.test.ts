// QONNX's and ONNX's quantizers: onnxruntime is given them spelt out.
import type { DraftAttribute } from '../../test-support/onnx-draft';
import { compareWithOnnxruntime, Net } from '../../test-support/onnx-net';
import { importBytes } from '../../test-support/onnx-oracle';

interface Quant {
  readonly bits: number;
  readonly signed?: 0 | 1;
  readonly narrow?: 0 | 1;
  readonly mode?: string;
  readonly scale?: number;
  readonly zeroPoint?: number;
}

const quant = (
  net: Net,
  x: string,
  { bits, signed = 1, narrow = 0, mode = 'ROUND', scale = 0.3, zeroPoint = 0 }: Quant,
): string =>
  net.node('Quant', [x, net.scalar(scale), net.scalar(zeroPoint), net.scalar(bits)], {
    signed,
    narrow,
    rounding_mode: mode,
  });

type Weigh = (net: Net, dims: readonly number[]) => string;

const latent = (net: Net, dims: readonly number[]): string =>
  net.constant(dims, net.numbers(dims.reduce((product, dim) => product * dim, 1)));

const signsOf = (net: Net, length: number): number[] => net.numbers(length).map((value) => (value < 0 ? -1 : 1));

const bipolar: Weigh = (net, dims) => net.node('BipolarQuant', [latent(net, dims), net.scalar(0.4)]);
const weigh =
  (options: Quant): Weigh =>
  (net, dims) =>
    quant(net, latent(net, dims), options);

/** A convolution with padding of what `activate` makes of the stem, and a dense layer. */
const conv =
  (activate: (net: Net, x: string) => string, weights: Weigh, attributes: Record<string, DraftAttribute> = {}) =>
  (net: Net): string => {
    const group = (attributes.group as number | undefined) ?? 1;
    const y = net.node('Conv', [activate(net, net.stem()), weights(net, [6, 4 / group, 3, 3]), net.floats(6)], {
      pads: [1, 1, 1, 1],
      ...attributes,
    });
    return net.scores(y, 6 * 64);
  };

const kinds = async (build: (net: Net) => string): Promise<string[]> => {
  const layers = await compareWithOnnxruntime(build);
  return layers.map(({ kind }) => kind);
};

test.each<[string, Quant]>([
  ['2 bits, narrow: -1, 0, 1', { bits: 2, narrow: 1 }],
  ['2 bits: -2 … 1', { bits: 2 }],
  ['2 bits, unsigned', { bits: 2, signed: 0 }],
  ['2 bits, unsigned with a zero point', { bits: 2, signed: 0, zeroPoint: 1 }],
  ['1 bit, unsigned', { bits: 1, signed: 0 }],
  ['3 bits', { bits: 3 }],
  ['3 bits, narrow', { bits: 3, narrow: 1 }],
  ['4 bits, unsigned', { bits: 4, signed: 0, scale: 0.1 }],
  ['4 bits, narrow', { bits: 4, narrow: 1, scale: 0.1 }],
])('activations of %s by 1-bit weights are planes of signs', async (_, options) => {
  const made = await kinds(conv((net, x) => quant(net, x, options), bipolar));
  expect(made).toContain('binary-conv2d');
});

test.each(['ROUND', 'CEIL', 'FLOOR', 'UP', 'DOWN', 'HALF_UP', 'HALF_DOWN'])('rounds as %s says', async (mode) => {
  for (const bits of [2, 3]) await compareWithOnnxruntime(conv((net, x) => quant(net, x, { bits, mode }), bipolar));
});

test.each<[string, Weigh]>([
  ['BipolarQuant', bipolar],
  [
    'Quant of 1 bit',
    (net, dims) =>
      net.node('BipolarQuant', [latent(net, dims), net.constant([dims[0], 1, 1, 1], net.positive(dims[0]))]),
  ],
  ['Quant of 2 bits, narrow', weigh({ bits: 2, narrow: 1, scale: 0.7 })],
  ['Quant of 3 bits', weigh({ bits: 3 })],
  [
    'QuantizeLinear and DequantizeLinear, per filter',
    (net, dims) => {
      const scale = net.constant([dims[0]], net.positive(dims[0]));
      const zero = net.constant(
        [dims[0]],
        dims.slice(0, 1).flatMap((n) => Array.from({ length: n }, () => 0)),
        'int8',
      );
      const codes = net.node('QuantizeLinear', [latent(net, dims), scale, zero], { axis: 0 });
      return net.node('DequantizeLinear', [codes, scale, zero], { axis: 0 });
    },
  ],
])('weights of %s by signs are one binary convolution', async (_, weights) => {
  const made = await kinds(conv((net, x) => net.node('BipolarQuant', [x, net.scalar(1)]), weights));
  expect(made.filter((kind) => kind === 'binary-conv2d')).toHaveLength(1);
});

test('8-bit activations by 8-bit weights are a convolution of bytes', async () => {
  const made = await kinds(
    conv((net, x) => quant(net, x, { bits: 8, scale: 0.02 }), weigh({ bits: 8, narrow: 1, scale: 0.02 })),
  );
  expect(made).toEqual(expect.arrayContaining(['quantize', 'int8-conv2d']));
});

test('unsigned activations after Relu, with groups', async () => {
  for (const bits of [2, 4, 8])
    await compareWithOnnxruntime(
      conv((net, x) => quant(net, net.node('Relu', [x]), { bits, signed: 0, scale: 0.05 }), bipolar, { group: 2 }),
    );
});

test('QuantizeLinear, Clip and DequantizeLinear', async () => {
  const made = await kinds(
    conv((net, x) => {
      const [scale, zero] = [net.scalar(0.3), net.scalar(0, 'int8')];
      const codes = net.node('QuantizeLinear', [x, scale, zero]);
      const clipped = net.node('Clip', [codes, net.scalar(-1, 'int8'), net.scalar(1, 'int8')]);
      return net.node('DequantizeLinear', [clipped, scale, zero]);
    }, bipolar),
  );
  expect(made).toContain('binary-conv2d');
});

/** QLinearConv of 4 channels, of bytes that a quantizer made; `scales` of its weights. */
const qLinearConv = (scales: (net: Net) => string, withBias: boolean) => (net: Net) => {
  const scale = net.scalar(0.05);
  const zero = net.scalar(131, 'uint8');
  const codes = net.node('QuantizeLinear', [net.stem(), scale, zero]);
  const weights = net.numbers(6 * 36).map((value) => Math.max(-127, Math.min(127, Math.round(60 * value))));
  const bias = net.numbers(6).map((value) => Math.round(500 * value));
  const inputs = [
    ...[codes, scale, zero, net.constant([6, 4, 3, 3], weights, 'int8'), scales(net), net.scalar(0, 'int8')],
    ...[net.scalar(0.3), net.scalar(100, 'uint8'), ...(withBias ? [net.constant([6], bias, 'int32')] : [])],
  ];
  const made = net.node('QLinearConv', inputs, { pads: [1, 1, 1, 1], strides: [2, 2] });
  return net.scores(net.node('DequantizeLinear', [made, net.scalar(0.3), net.scalar(100, 'uint8')]), 6 * 16);
};

test.each<[string, (net: Net) => string, boolean]>([
  [
    'per filter, with a bias',
    (net) =>
      net.constant(
        [6],
        net.positive(6).map((value) => 0.01 * value),
      ),
    true,
  ],
  ['of all filters, with a bias', (net) => net.scalar(0.02), true],
  ['without a bias', (net) => net.scalar(0.02), false],
])('QLinearConv with scales %s is a convolution of bytes', async (_, scales, withBias) => {
  const layers = await compareWithOnnxruntime(qLinearConv(scales, withBias));
  expect(layers.map(({ kind }) => kind)).toContain('int8-conv2d');
});

test('QLinearConv without the inputs that it must have is rejected by its name', () => {
  const net = new Net();
  const bytes = net.toBytes(net.node('QLinearConv', [net.node('QuantizeLinear', [net.stem(), net.scalar(0.1)])]));
  expect(() => importBytes(bytes)).toThrow(/Conv|DequantizeLinear/);
});

test('MultiThreshold with thresholds of each channel', async () => {
  const made = await kinds(
    conv((net, x) => {
      const thresholds = Array.from({ length: 4 }, () => net.numbers(3).sort((a, b) => a - b)).flat();
      const attributes = { out_scale: { float: 2 }, out_bias: { float: -3 } };
      return net.node('MultiThreshold', [x, net.constant([4, 3], thresholds)], attributes);
    }, bipolar),
  );
  expect(made).toContain('binary-conv2d');
});

test('scales of each channel of an activation', async () => {
  await compareWithOnnxruntime(
    conv((net, x) => {
      const scale = net.constant([1, 4, 1, 1], net.positive(4));
      return net.node('Quant', [x, scale, net.scalar(0), net.scalar(2)], {
        signed: 1,
        narrow: 1,
        rounding_mode: 'ROUND',
      });
    }, bipolar),
  );
});

test('a max-pool after the quantizer', async () => {
  for (const options of [{ bits: 2, narrow: 1 }, { bits: 2, signed: 0 }, { bits: 4 }] as const) {
    const made = await kinds((net) => {
      const codes = net.node('MaxPool', [quant(net, net.stem(), options)], { kernel_shape: [2, 2], strides: [2, 2] });
      return net.scores(net.node('Conv', [codes, bipolar(net, [6, 4, 3, 3])], { pads: [1, 1, 1, 1] }), 6 * 16);
    });
    expect(made).toContain('binary-conv2d');
  }
});

test('quantised activations that are added, averaged and read by a dense layer of floats', async () => {
  for (const bits of [1, 2, 4, 8])
    await compareWithOnnxruntime((net) => {
      const x = net.stem();
      const y = quant(net, x, { bits, signed: 0, scale: 0.04 });
      return net.scores(net.node('AveragePool', [net.node('Add', [x, y])], { kernel_shape: [2, 2] }), 4 * 49);
    });
});

test('the chain from sums to levels becomes thresholds', async () => {
  const made = await kinds((net) => {
    const first = net.node('Conv', [net.node('BipolarQuant', [net.stem(), net.scalar(1)]), bipolar(net, [8, 4, 3, 3])]);
    const norm = net.node('BatchNormalization', [
      first,
      net.floats(8),
      net.floats(8),
      net.floats(8),
      net.constant([8], net.positive(8)),
    ]);
    const codes = quant(net, norm, { bits: 2, narrow: 1 });
    return net.scores(net.node('Conv', [codes, bipolar(net, [6, 8, 3, 3])], { pads: [1, 1, 1, 1] }), 6 * 36);
  });
  expect(made).toContain('multi-threshold');
});

/** Three convolutions with padding, batch norms and a pooling between, whose activations `options` quantise. */
const deep =
  (options: Quant, weights: Weigh, group: number) =>
  (net: Net): string => {
    const norm = (x: string): string =>
      net.node('BatchNormalization', [
        x,
        net.floats(8),
        net.floats(8),
        net.floats(8),
        net.constant([8], net.positive(8)),
      ]);
    const layer = (x: string, channels: number): string =>
      norm(
        net.node('Conv', [quant(net, x, options), weights(net, [8, channels / group, 3, 3])], {
          pads: [1, 1, 1, 1],
          group,
        }),
      );
    const pooled = net.node('MaxPool', [layer(layer(net.stem(), 4), 8)], { kernel_shape: [2, 2], strides: [2, 2] });
    return net.scores(layer(pooled, 8), 8 * 16);
  };

test.each<[string, Quant, Weigh, number]>([
  ['ternary activations by 1-bit weights', { bits: 2, narrow: 1, scale: 1 }, bipolar, 1],
  ['ternary activations by ternary weights', { bits: 2, narrow: 1, scale: 1 }, weigh({ bits: 2, narrow: 1 }), 1],
  ['unsigned activations of 2 bits by ternary weights', { bits: 2, signed: 0 }, weigh({ bits: 2, narrow: 1 }), 1],
  ['ternary activations, with groups', { bits: 2, narrow: 1, scale: 1 }, bipolar, 2],
  ['unsigned activations of 2 bits, with groups', { bits: 2, signed: 0 }, bipolar, 4],
])('%s: between the first and the last layer are only bits', async (_, options, weights, group) => {
  const layers = await compareWithOnnxruntime(deep(options, weights, group));
  const made = layers.map(({ kind }) => kind);
  const inner = made.slice(made.indexOf('binary-conv2d'), made.lastIndexOf('binary-conv2d'));
  const ofBits = ['binary-conv2d', 'multi-threshold', 'bit-max-pool', 'channel-shuffle'];
  expect(inner.filter((kind) => !ofBits.includes(kind))).toEqual([]);
  expect(inner.filter((kind) => kind === 'multi-threshold')).toHaveLength(2);
});

test('a level that a single number has, as 0 has one where numbers are rounded up, stays one on whole sums', async () => {
  await compareWithOnnxruntime((net) => {
    const signs = net.signs(net.stem());
    const weights = net.constant(
      [6, 4, 2, 2],
      net.numbers(96).map((value) => (value < 0 ? -1 : 1)),
    );
    const levels = quant(net, net.node('Conv', [signs, weights]), { bits: 3, scale: 1, mode: 'UP' });
    return net.scores(levels, 6 * 49);
  });
});

test('bytes that are quantised to other bytes', async () => {
  const made = await kinds((net) => {
    const bytes = quant(net, net.stem(), { bits: 8, scale: 2 ** -5 });
    return net.scores(quant(net, bytes, { bits: 8, scale: 0.0371 }), 256);
  });
  // The second quantizer is a table of the first one's bytes, whose numbers are another.
  expect(made.filter((kind) => kind === 'quantize' || kind === 'byte-table').slice(-3)).toEqual([
    'quantize',
    'byte-table',
    'byte-table',
  ]);
});

test('bytes with an offset that is no multiple of their step', async () => {
  await compareWithOnnxruntime((net) => {
    const shifted = net.node('Add', [quant(net, net.stem(), { bits: 8, scale: 2 ** -5 }), net.scalar(0.3)]);
    return net.scores(net.node('Mul', [shifted, net.floats(4, 1, 1)]), 256);
  });
});

test.each([2, 3, 8])('halves of %d bits go to the even code after an odd zero point was added', async (bits) => {
  await compareWithOnnxruntime((net) => {
    const sums = net.node('Conv', [net.signs(net.stem()), net.constant([4, 4, 1, 1], signsOf(net, 16))], { group: 1 });
    const weights = quant(net, latent(net, [4, 1, 1, 1]), { bits: 8, scale: 2 ** -6 });
    const levels = quant(net, sums, { bits, scale: 4, zeroPoint: 1 });
    return net.scores(net.node('Conv', [levels, weights], { group: 4 }), 256);
  });
});

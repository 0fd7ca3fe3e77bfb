// The loops of the convolutions against their formulas, one product at a time, on layers of all shapes: every bit.
import { seededRandom, type Random } from '../random';
import { randomConvolutionWindow } from '../random-model/random-window';
import { outputsOneByOne, type Convolution } from '../test-support/one-by-one';
import { zeros, type Tensor, type TensorOf } from '../tensor';
import { kindOf } from '.';

interface Case {
  readonly layer: Convolution;
  readonly image: Tensor;
}

const filled = <Numbers extends { length: number; [index: number]: number }>(numbers: Numbers, draw: () => number) => {
  for (let k = 0; k < numbers.length; k++) numbers[k] = draw();
  return numbers;
};

/** Of all magnitudes that add up to something that depends on the order, and both zeros. */
const anyFloat = (random: Random): number =>
  random.pick([0, -0, 1, random.uniform()]) * random.bell() * 2 ** random.integer(-20, 20);

function drawCase(kind: Convolution['kind'], random: Random): Case {
  const groups = random.pick([1, 1, 1, 2, 3, 33]);
  const groupChannels = groups === 33 ? random.pick([1, 2]) : random.pick([1, 3, 31, 32, 33, 64, 65, 100]);
  const filters = groups * random.integer(1, groups === 33 ? 2 : 9);
  const shape = { height: random.integer(1, 7), width: random.integer(1, 7), channels: groups * groupChannels };
  const window = randomConvolutionWindow(random, shape);
  const geometry = { name: 'layer', inputs: ['input'], filters, groups, window };
  const numWeights = filters * window.size[0] * window.size[1] * groupChannels;
  const float = () => anyFloat(random);
  const bit = () => random.integer(0, 1);
  const floats = filled(new Float32Array(numWeights), float);
  switch (kind) {
    case 'binary-conv2d': {
      const mask = random.chance(0.3) ? filled(new Uint8Array(numWeights), bit) : null;
      const values = filled(new Uint8Array(numWeights), bit).map((value, k) => value & (mask?.[k] ?? 1));
      const weights = random.chance(0.2)
        ? ({ type: 'latent', quantizer: 'sign', values: floats } as const)
        : ({ type: 'signs', values, mask } as const);
      const image = zeros('bits', shape);
      filled(image.data, bit);
      return { layer: { kind, ...geometry, padValue: random.pick([0, 1, -1]), weights }, image };
    }
    case 'int8-conv2d': {
      const weights = filled(new Int8Array(numWeights), () => random.integer(-127, 127));
      const byte = () => random.integer(0, 255);
      const image = zeros('uint8', shape);
      filled(image.data, byte);
      return { layer: { kind, ...geometry, weights, zeroPoints: filled(new Uint8Array(shape.channels), byte) }, image };
    }
    case 'float-conv2d': {
      const bias = random.chance(0.5) ? filled(new Float32Array(filters), float) : null;
      const image = zeros('float32', shape);
      filled(image.data, float);
      return { layer: { kind, ...geometry, weights: floats, bias }, image };
    }
    case 'conv2d': {
      const bias = random.chance(0.5) ? filled(new Float64Array(filters), float) : null;
      const image = zeros('float64', shape);
      filled(image.data, float);
      return { layer: { kind, ...geometry, weights: floats, bias, weightBits: 32 }, image };
    }
  }
}

const bytesOf = ({ data }: Tensor): Buffer => Buffer.from(data.buffer);

test.each(['binary-conv2d', 'int8-conv2d', 'float-conv2d', 'conv2d'] as const)('%s', (kind) => {
  const random = seededRandom(1);
  for (let draw = 0; draw < 150; draw++) {
    const { layer, image } = drawCase(kind, random);
    const output = kindOf(layer).forward(layer, [image]);
    const expected = zeros(output.element, output) as TensorOf<'float64'>;
    expected.data.set(outputsOneByOne(layer, image, output));
    if (!bytesOf(output).equals(bytesOf(expected)))
      expect({ draw, layer, output }).toEqual({ draw, layer, output: expected });
  }
});

test('a second image meets the same weights as the first', () => {
  const random = seededRandom(2);
  const { layer, image } = drawCase('binary-conv2d', random);
  const first = kindOf(layer).forward(layer, [image]);
  const other = { ...image, data: image.data.map((bit) => 1 - bit) } as Tensor;
  kindOf(layer).forward(layer, [other]);
  expect(kindOf(layer).forward(layer, [image])).toEqual(first);
});
